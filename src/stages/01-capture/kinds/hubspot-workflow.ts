import { createHash } from 'node:crypto'
import {
  asObject,
  type BodyObject,
  type BodyTree,
  listAt,
  scalarText,
  textAt,
} from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { entriesOf } from '../entry.ts'
import { targetFinder } from '../field-names.ts'
import { isoMoment } from '../iso-moment.ts'
import { plainAnswers } from '../plain-answers.ts'
import { signedOrByToken } from '../signed-or-by-token.ts'
import type { CaptureRequest, DedupeKeys, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'

const PROPERTIES = new Map<string, Target>([
  ['hs_google_click_id', 'click.gclid'],
  ['hs_facebook_click_id', 'click.fbclid'],
  ['recent_conversion_event_name', 'formName'],
])

const SUBMISSION = new Map<string, Target>([
  ['form-id', 'formId'],
  ['title', 'formName'],
  ['page-url', 'pageUrl'],
  ['timestamp', 'submittedAt'],
])

/** About the record as such, not about the person. */
const NOT_AN_ANSWER = new Set(['form-submissions', 'identity-profiles', 'merge-audits', 'versions'])

/**
 * The webhook action of a HubSpot workflow: a contact as their API returns it, of any version, or a
 * body that a person put together there. Signed (version 2) if the action asks for it.
 * https://developers.hubspot.com/docs/methods/workflows/webhook_information
 */
export const hubspotWorkflow: SourceKind = {
  verify: (request) =>
    signedOrByToken(request, {
      hash: 'sha256',
      construction: 'secret-first',
      encoding: 'hex',
      signatures: [request.headers['x-hubspot-signature'] ?? ''].filter(Boolean),
      signed: [request.method, request.url, request.bytes],
    }),
  split: (body) => [
    asObject(body) === undefined
      ? { kind: 'notice', content: body, why: 'event-not-a-lead' }
      : { kind: 'lead', content: body },
  ],
  map: mapContact,
  dedupe,
  ...plainAnswers,
}

function mapContact(body: BodyTree, { fieldMap }: Source): LeadForm {
  const { properties = null, ...record } = asObject(body) ?? {}
  const rest = Object.entries(record).filter(([name]) => !NOT_AN_ANSWER.has(name))
  const targetOf = targetFinder(fieldMap)
  const entries = [
    ...entriesOf(Object.fromEntries(Object.entries(asObject(properties) ?? {}).map(current))),
    ...entriesOf(Object.fromEntries(rest)),
  ]
  return assembleForm([
    ...latestSubmission(body),
    ...entries
      .map((entry) => ({ ...entry, target: PROPERTIES.get(entry.name) ?? targetOf(entry.name) }))
      // A contact has hundreds of HubSpot's own properties: those of the customer come before them.
      .toSorted((a, b) => Number(a.name.startsWith('hs_')) - Number(b.name.startsWith('hs_'))),
    ...entriesOf({ id: conversionIn(body) ?? contactIdIn(body) ?? null }).map(
      ({ value }): PlacedEntry => ({ name: 'sourceLeadId', value, target: 'sourceLeadId' }),
    ),
  ])
}

/** The present value of a property; the older API puts it beside all earlier ones. */
function current([name, property]: [string, BodyTree]): [string, BodyTree] {
  return [name, asObject(property) === undefined ? property : (asObject(property)?.value ?? null)]
}

function latestSubmission(body: BodyTree): PlacedEntry[] {
  const submission = newest(listAt(body, 'form-submissions'))
  return entriesOf(submission).map(({ name, value }) => ({
    name: `submission.${name}`,
    value: name === 'timestamp' ? (isoMoment(value, 1) ?? value) : value,
    target: SUBMISSION.get(name),
  }))
}

function newest(submissions: readonly BodyTree[]): BodyObject {
  const at = (submission: BodyTree) => Number(textAt(submission, 'timestamp') ?? 0)
  const [first] = submissions.toSorted((a, b) => at(b) - at(a))
  return asObject(first ?? null) ?? {}
}

function conversionIn(body: BodyTree): string | undefined {
  return textAt(newest(listAt(body, 'form-submissions')), 'conversion-id')
}

const contactIdIn = (body: BodyTree) => {
  const { vid, id } = asObject(body) ?? {}
  return scalarText(vid ?? id ?? null)
}

/**
 * A contact is enrolled again with each form they send, so their id alone does not tell leads apart.
 * Where no form is named the whole body does: HubSpot repeats it for up to three days.
 */
function dedupe(_form: LeadForm, request: CaptureRequest, content: BodyTree): DedupeKeys {
  const contact = contactIdIn(content)
  if (contact === undefined) return bodyKeys(request)
  const conversion = conversionIn(content)
  const body = () => createHash('sha256').update(request.bytes).digest('hex')
  return { dedupeKey: idKey(`${contact}:${conversion ?? body()}`) }
}
