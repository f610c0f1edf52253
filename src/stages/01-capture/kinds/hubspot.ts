import { type BodyTree, listOf, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import type { ACTIVITY_NOTICES } from '../../../ports/activity-watch.ts'
import { assembleForm } from '../assemble-form.ts'
import { idKey, idPartKey } from '../dedupe-keys.ts'
import { hubspotContact } from '../hubspot-contact.ts'
import { verifyHubspot } from '../hubspot-signature.ts'
import { namedEntries } from '../named-entries.ts'
import { plainAnswers } from '../plain-answers.ts'
import type { Item, SourceKind } from '../source-kind.ts'

/** How HubSpot's newer subscriptions name what the older ones call `contact`. */
const CONTACT_TYPE = '0-1'

/** Calls, mails and meetings (developers.hubspot.com/docs/api-reference/crm-understanding-the-crm). */
const ACTIVITY_TYPES = new Set(['0-48', '0-49', '0-47'])
const ACTIVITY: keyof typeof ACTIVITY_NOTICES = 'hubspot-activity'

/**
 * Webhooks of an app at HubSpot: batches of events about contacts, which are read from its API. Which
 * events are leads is the company's choice, since HubSpot has no event for a form that was sent. Those about
 * calls, mails and meetings are leads of nobody.
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export const hubspot: SourceKind = {
  verify: (request) => verifyHubspot(request, request.source.signatureVersions ?? ['v3']),
  split: (body, { source }) => listOf(body).map((event) => itemOf(event, source)),
  map: (event) => assembleForm(namedEntries(event, SAID)),
  mapFetched: hubspotContact,
  dedupe: (form, _request, event) => ({ dedupeKey: keyOf(form, event) }),
  ...plainAnswers,
}

const SAID = { objectId: 'sourceLeadId', occurredAt: 'submittedAt' } as const

function itemOf(event: BodyTree, { leadEvents = ['contact.creation'] }: Source): Item {
  if (textAt(event, 'objectId') === undefined) {
    return { kind: 'notice', content: event, why: 'lead-without-id' }
  }
  if (ACTIVITY_TYPES.has(textAt(event, 'objectTypeId') ?? '')) {
    return { kind: 'notice', content: event, why: ACTIVITY }
  }
  const name = eventName(event)
  if (name === 'contact.privacyDeletion') return { kind: 'withdrawal', content: event }
  const change = `${name}:${textAt(event, 'propertyName')}`
  if (leadEvents.includes(name) || leadEvents.includes(change)) {
    return { kind: 'reference', content: event }
  }
  return { kind: 'notice', content: event, why: 'event-not-wanted' }
}

/** Old apps say `eventType`, newer ones `subscriptionType`, the newest `object.` with a type. */
function eventName(event: BodyTree): string {
  const name = textAt(event, 'subscriptionType') ?? textAt(event, 'eventType') ?? ''
  const isContact = textAt(event, 'objectTypeId') === CONTACT_TYPE
  return isContact ? name.replace(/^object\./, 'contact.') : name
}

/**
 * A contact is created once, and deleted once, so both bear its id. A property that changes again is
 * another inquiry of the same contact: its new value tells it apart, however often it is delivered,
 * and it goes when the contact is deleted.
 */
function keyOf({ sourceLeadId = '' }: LeadForm, event: BodyTree): string {
  if (eventName(event) !== 'contact.propertyChange') return idKey(sourceLeadId)
  const change = `${textAt(event, 'propertyName')}=${textAt(event, 'propertyValue') ?? ''}`
  return idPartKey(sourceLeadId, change)
}
