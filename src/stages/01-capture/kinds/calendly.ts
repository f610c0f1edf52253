import {
  asObject,
  type BodyTree,
  listAt,
  objectAt,
  scalarText,
  textAt,
} from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { formConsents } from '../form-consents.ts'
import { plainAnswers } from '../plain-answers.ts'
import { questionTargetFinder } from '../question-target.ts'
import { type GuessedEntry, settleTargets } from '../settle-targets.ts'
import { signedAt, timedSignatureIn } from '../signature-in.ts'
import { signedOrByToken } from '../signed-or-by-token.ts'
import type { Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'

/** Why an event is no lead, where we know what it is. */
const NOTICES = new Map([
  ['invitee.canceled', 'booking-canceled'],
  ['invitee_no_show.created', 'booking-no-show'],
  ['invitee_no_show.deleted', 'booking-no-show'],
  ['routing_form_submission.created', 'routing-form-without-booking'],
])

const FIELDS = new Map<string, Target>([
  ['uri', 'sourceLeadId'],
  ['email', 'email'],
  ['name', 'fullName'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['text_reminder_number', 'phone'],
  ['created_at', 'submittedAt'],
  ['timezone', 'timezone'],
  ['scheduled_event.event_type', 'formId'],
  ['scheduled_event.name', 'formName'],
  ['tracking.utm_source', 'utm.source'],
  ['tracking.utm_medium', 'utm.medium'],
  ['tracking.utm_campaign', 'utm.campaign'],
  ['tracking.utm_term', 'utm.term'],
  ['tracking.utm_content', 'utm.content'],
])

/** Where the phone number of a call stands that the host is to make; other meetings have an address. */
const LOCATION = 'scheduled_event.location.location'

/** The state of a booking, which says nothing at the moment it is made. */
const NOT_AN_ANSWER = new Set(['updated_at', 'rescheduled', 'canceled', 'status'])

/**
 * Calendly webhooks, signed with the key that the subscription was made with. Only a new booking is
 * a lead. https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures
 */
export const calendly: SourceKind = {
  verify: (request) => {
    const { time, signatures } = timedSignatureIn(
      request.headers['calendly-webhook-signature'],
      'v1',
    )
    return signedOrByToken(request, {
      hash: 'sha256',
      encoding: 'hex',
      signatures,
      signed: [`${time}.`, request.bytes],
      signedAt: signedAt(time, 1_000),
    })
  },
  split: (body) => [itemOf(body)],
  map: mapBooking,
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

function itemOf(body: BodyTree): Item {
  const event = textAt(body, 'event') ?? ''
  const payload = objectAt(body, 'payload')
  if (event !== 'invitee.created') {
    const isMoved = event === 'invitee.canceled' && textAt(payload, 'rescheduled') === 'true'
    const why = isMoved ? 'booking-rescheduled' : NOTICES.get(event)
    return { kind: 'notice', content: body, why: why ?? 'event-not-a-lead' }
  }
  return textAt(payload, 'old_invitee') === undefined
    ? { kind: 'lead', content: body }
    : { kind: 'notice', content: body, why: 'booking-rescheduled' }
}

function mapBooking(body: BodyTree, { fieldMap }: Source): LeadForm {
  const { questions_and_answers: _, ...booking } = objectAt(body, 'payload')
  const questions = listAt(objectAt(body, 'payload'), 'questions_and_answers').flatMap(
    answerEntries,
  )
  const { consent, rest } = formConsents(questions, fieldMap)
  const targetOf = questionTargetFinder(fieldMap)
  const about = entriesOf(booking)
    .filter(({ name }) => !NOT_AN_ANSWER.has(name))
    .map((entry) => placed(entry, booking))
  const answers = rest.map((entry): GuessedEntry => {
    const target = targetOf(entry.name)
    return target === 'phone' ? { ...entry, guess: target } : { ...entry, target }
  })
  return assembleForm(settleTargets([...about, ...answers]), { consent })
}

function answerEntries(item: BodyTree): Entry[] {
  const question = textAt(item, 'question')
  if (question === undefined) return entriesOf(item)
  return entriesOf({ answer: asObject(item)?.answer ?? null }).map(({ value }) => ({
    name: question,
    value,
  }))
}

function placed(entry: Entry, booking: BodyTree): PlacedEntry & GuessedEntry {
  const location = objectAt(objectAt(booking, 'scheduled_event'), 'location')
  const isCall = scalarText(location.type ?? null) === 'outbound_call'
  if (entry.name === LOCATION && isCall) return { ...entry, guess: 'phone' }
  return { ...entry, target: FIELDS.get(entry.name) }
}
