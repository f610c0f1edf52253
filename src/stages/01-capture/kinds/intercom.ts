import {
  asObject,
  type BodyObject,
  type BodyTree,
  listAt,
  optionalObjectAt,
  textAt,
} from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../../domain/lead-form.ts'
import { assembleConversation } from '../assemble-conversation.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { entriesOf } from '../entry.ts'
import { intercomConversation } from '../intercom-conversation.ts'
import { messageTime } from '../message-time.ts'
import { notAnObject } from '../not-an-object.ts'
import { placedFields, placedValue } from '../placed-fields.ts'
import { plainAnswers } from '../plain-answers.ts'
import type { CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { verifySignature } from '../verify-signature.ts'

/**
 * Intercom: notifications of its webhooks, signed with the client secret of the app, about people
 * who left an address and about conversations.
 * https://developers.intercom.com/docs/webhooks/webhook-notifications
 */
export const intercom: SourceKind = {
  verify,
  split,
  converse: (content, request) => assembleConversation(saidIn(content, request.source), request),
  map: mapLead,
  dedupe,
  ...plainAnswers,
}

/** No time is signed: whether a notification was there before, its ids say. */
function verify(request: CaptureRequest) {
  const sent = request.headers['x-hub-signature'] ?? ''
  return verifySignature(request, {
    hash: 'sha1',
    encoding: 'hex',
    signatures: sent.startsWith('sha1=') ? [sent.slice(5)] : [],
    signed: [request.bytes],
  })
}

/**
 * Topics of conversations that bring messages, hand over or end them; the others are about
 * colleagues. Fin and other bots speak under `operator`. `contact` in the place of `user` is a guess:
 * it is what the person is called everywhere else since version 2.0.
 */
const SPOKEN =
  /^conversation\.(?:(?:user|contact|admin|operator)\.(?:created|replied)|admin\.(?:single\.created|opened|closed|assigned|open\.assigned))$/

function split(body: BodyTree): readonly Item[] {
  if (asObject(body) === undefined) return notAnObject(body)
  const notice = (why: string): Item[] => [{ kind: 'notice', content: body, why }]
  const topic = textAt(body, 'topic') ?? ''
  const item = itemIn(body)
  if (topic === 'ping') return notice('ping')
  if (item === undefined) return notice('no-item')
  if (SPOKEN.test(topic)) return [{ kind: 'conversation', content: body }]
  if (!topic.startsWith('contact.lead.')) return notice('other-topic')
  // A visitor who has only opened the messenger; another topic follows when they leave an address.
  const isReachable = textAt(item, 'email') !== undefined || textAt(item, 'phone') !== undefined
  return isReachable ? [{ kind: 'lead', content: body }] : notice('contact-without-address')
}

function saidIn(body: BodyTree, source: Source) {
  return intercomConversation(textAt(body, 'topic') ?? '', itemIn(body) ?? {}, source)
}

function mapLead(body: BodyTree, source: Source): LeadForm {
  const item = itemIn(body) ?? {}
  return assembleForm([...contactEntries(item, source), ...wayHere(body, item)], {
    consent: consentIn(item),
  })
}

const FIELDS = new Map<string, Target>([
  ['id', 'sourceLeadId'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['name', 'fullName'],
  ['location.country_code', 'country'],
  ['location.country', 'country'],
  ['location.region', 'region'],
  ['location.city', 'city'],
  ['utm_source', 'utm.source'],
  ['utm_medium', 'utm.medium'],
  ['utm_campaign', 'utm.campaign'],
  ['utm_term', 'utm.term'],
  ['utm_content', 'utm.content'],
  ['referrer', 'referrer'],
])
/** Worth an answer; the rest is about Intercom's own records. */
const ANSWERS = new Set(['external_id', 'role', 'browser_language', 'language_override', 'os'])

function contactEntries(item: BodyObject, source: Source): PlacedEntry[] {
  const { custom_attributes: custom = null, companies = null, ...rest } = item
  const own = entriesOf(rest)
    .filter(({ name }) => FIELDS.has(name) || ANSWERS.has(name))
    .map((entry) => ({ ...entry, target: FIELDS.get(entry.name) }))
    // The code first: a name is only read where there is none.
    .sort((a, b) => rank(a) - rank(b))
  const company = listAt(companies, 'data').map((one) => textAt(one, 'name'))
  return [
    ...own,
    ...company.flatMap((name) => placedValue('company', name)),
    ...placedFields(custom, source),
  ]
}

const rank = ({ name }: { readonly name: string }) => (name === 'location.country' ? 1 : 0)

/** When the contact was made, and by which topic we heard of it. */
function wayHere(body: BodyTree, item: BodyObject): PlacedEntry[] {
  const topic = textAt(body, 'topic')
  return [
    ...placedValue('submittedAt', messageTime(item.created_at)?.toISOString()),
    ...(topic === undefined ? [] : [{ name: 'topic', value: topic }]),
  ]
}

/** What is not said is not agreed to; a no is kept, so that nobody writes all the same. */
function consentIn(item: BodyObject): Consent[] {
  return [
    ...(item.sms_consent === true ? [{ key: 'sms', granted: true }] : []),
    ...(item.unsubscribed_from_sms === true ? [{ key: 'sms', granted: false }] : []),
    ...(item.unsubscribed_from_emails === true ? [{ key: 'marketing_email', granted: false }] : []),
  ]
}

/** By contact and topic; a retry may come under another id of the notification. */
function dedupe({ sourceLeadId }: LeadForm, request: CaptureRequest, content: BodyTree) {
  if (sourceLeadId === undefined) return bodyKeys(request)
  return { dedupeKey: idKey(`${textAt(content, 'topic')} ${sourceLeadId}`) }
}

const itemIn = (body: BodyTree) => optionalObjectAt(optionalObjectAt(body, 'data'), 'item')
