import { createHmac } from 'node:crypto'
import { asObject, type BodyTree, listAt, objectAt, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import { Refused } from '../../../domain/failure.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { formConsents } from '../form-consents.ts'
import { isoMoment } from '../iso-moment.ts'
import { plainAnswers } from '../plain-answers.ts'
import { questionTargetFinder } from '../question-target.ts'
import { signatureIn, signedAt } from '../signature-in.ts'
import type { CaptureAnswer, CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { verifySignature } from '../verify-signature.ts'

const REGISTRATIONS = new Set(['webinar.registration_created', 'meeting.registration_created'])

/** What the host decided later about a registration that was a lead when it was made. */
const LATER = /^(?:webinar|meeting)\.(registration_(?:approved|denied|cancelled))$/

const REGISTRANT = new Map<string, Target>([
  ['email', 'email'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['phone', 'phone'],
  ['org', 'company'],
  ['job_title', 'title'],
  ['country', 'country'],
  ['state', 'region'],
  ['city', 'city'],
  ['zip', 'postalCode'],
  ['comments', 'message'],
  ['tracking_source.source_name', 'utm.source'],
])

const WEBINAR = new Map<string, Target>([
  ['id', 'webinar.id'],
  ['topic', 'webinar.title'],
  ['start_time', 'webinar.startsAt'],
])

/** About the event in Zoom as such. */
const NOT_AN_ANSWER = new Set(['uuid', 'host_id', 'type', 'occurrences', 'registrant'])

/**
 * Registrations for Zoom webinars and meetings, signed with the app's secret token.
 * https://developers.zoom.us/docs/api/webhooks/
 */
export const zoom: SourceKind = {
  handshake,
  verify,
  split: (body) => [itemOf(body)],
  map: mapRegistration,
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

function verify(request: CaptureRequest) {
  const { 'x-zm-signature': signature, 'x-zm-request-timestamp': time = '' } = request.headers
  return verifySignature(request, {
    hash: 'sha256',
    encoding: 'hex',
    signatures: signatureIn(signature, 'v0='),
    signed: [`v0:${time}:`, request.bytes],
    signedAt: signedAt(time, 1_000),
  })
}

/** What may be encrypted for somebody: never a text that could pass for a signed delivery. */
const TOKEN = /^[\w+/=-]{1,200}$/

/** Zoom asks when the address is saved, and every 72 hours, whether we know the secret token. */
function handshake(request: CaptureRequest): CaptureAnswer | undefined {
  const { body, headers } = request
  if (textAt(body, 'event') !== 'endpoint.url_validation') return undefined
  const plainToken = textAt(objectAt(body, 'payload'), 'plainToken') ?? ''
  const isSigned = headers['x-zm-signature'] !== undefined
  // While the secret changes, the one that signed the question is the one to answer with.
  const secret = request.secrets.find(
    (one) => !isSigned || verify({ ...request, secrets: [one] }) !== 'forged',
  )
  if (!secret || !TOKEN.test(plainToken)) {
    throw new Refused('delivery-not-authentic', `Wrong proof for source ${request.source.key}`)
  }
  const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex')
  const answer = JSON.stringify({ plainToken, encryptedToken })
  return { status: 200, headers: { 'content-type': 'application/json' }, body: answer }
}

function itemOf(body: BodyTree): Item {
  const event = textAt(body, 'event') ?? ''
  if (REGISTRATIONS.has(event)) return { kind: 'lead', content: body }
  const later = LATER.exec(event)?.[1]?.replace('_', '-')
  return { kind: 'notice', content: body, why: later ?? 'event-not-a-lead' }
}

function mapRegistration(body: BodyTree, { fieldMap }: Source): LeadForm {
  const object = objectAt(objectAt(body, 'payload'), 'object')
  const { custom_questions: _, ...registrant } = objectAt(object, 'registrant')
  const questions = listAt(objectAt(object, 'registrant'), 'custom_questions').flatMap(
    answerEntries,
  )
  const { consent, rest } = formConsents(questions, fieldMap)
  const targetOf = questionTargetFinder(fieldMap)
  const about = Object.entries(object).filter(([name]) => !NOT_AN_ANSWER.has(name))
  return assembleForm(
    [
      ...entriesOf(registrant).map((one) => ({ ...one, target: REGISTRANT.get(one.name) })),
      ...rest.map((entry) => ({ ...entry, target: targetOf(entry.name) })),
      ...entriesOf(Object.fromEntries(about)).map((one) => ({
        ...one,
        name: `webinar.${one.name}`,
        target: WEBINAR.get(one.name),
      })),
      ...identity(body),
    ],
    { consent, addresses: [textAt(objectAt(registrant, 'tracking_source'), 'tracking_url')] },
  )
}

function answerEntries(item: BodyTree): Entry[] {
  const title = textAt(item, 'title')
  const value = textAt(item, 'value')
  if (title === undefined) return entriesOf(item)
  return value === undefined ? [] : [{ name: title, value }]
}

/** Zoom names no delivery: event, webinar and registrant together are repeated by a redelivery. */
function identity(body: BodyTree): PlacedEntry[] {
  const object = objectAt(objectAt(body, 'payload'), 'object')
  const registrant = objectAt(object, 'registrant')
  const who = textAt(registrant, 'id') ?? textAt(registrant, 'email')
  const at = isoMoment(textAt(asObject(body) ?? {}, 'event_ts'), 1)
  const id = `${textAt(body, 'event')}:${textAt(object, 'id') ?? ''}:${who}`
  return [
    ...(who === undefined ? [] : [{ name: 'id', value: id, target: 'sourceLeadId' as const }]),
    ...(at === undefined ? [] : [{ name: 'event_ts', value: at, target: 'submittedAt' as const }]),
  ]
}
