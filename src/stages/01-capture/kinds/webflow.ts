import { asObject, type BodyTree, listAt, objectAt, textAt } from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import { assembleForm } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { formConsents } from '../form-consents.ts'
import { plainAnswers } from '../plain-answers.ts'
import { questionTargetFinder } from '../question-target.ts'
import { settleTargets } from '../settle-targets.ts'
import { signedAt } from '../signature-in.ts'
import { signedOrByToken } from '../signed-or-by-token.ts'
import type { CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { valueTarget } from '../value-target.ts'

/** Names of the current shape, and of the first version of the API, which some sites still use. */
const TOP_LEVEL = new Map<string, Target>([
  ['id', 'sourceLeadId'],
  ['_id', 'sourceLeadId'],
  ['formId', 'formId'],
  ['name', 'formName'],
  ['submittedAt', 'submittedAt'],
  ['d', 'submittedAt'],
])

/**
 * Form submissions of Webflow sites. Webhooks that were made by the API are signed; those made in
 * the dashboard are not. https://developers.webflow.com/data/docs/working-with-webhooks
 */
export const webflow: SourceKind = {
  verify,
  split: (body) => [itemOf(body)],
  map: mapSubmission,
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

function verify(request: CaptureRequest) {
  const overBytes = verdictOver(request, request.bytes)
  // Their documentation signs the body as JavaScript writes it, which may differ from the bytes.
  return overBytes === 'forged' ? verdictOver(request, JSON.stringify(request.body)) : overBytes
}

function verdictOver(request: CaptureRequest, body: string | Uint8Array) {
  const { 'x-webflow-signature': signature, 'x-webflow-timestamp': time = '' } = request.headers
  return signedOrByToken(request, {
    hash: 'sha256',
    encoding: 'hex',
    signatures: signature === undefined ? [] : [signature],
    signed: [`${time}:`, body],
    signedAt: signedAt(time, 1),
  })
}

function itemOf(body: BodyTree): Item {
  const trigger = textAt(body, 'triggerType') ?? 'form_submission'
  const { data = null } = submissionIn(body)
  return trigger === 'form_submission' && asObject(data) !== undefined
    ? { kind: 'lead', content: body }
    : { kind: 'notice', content: body, why: 'event-not-a-lead' }
}

function submissionIn(body: BodyTree) {
  const { payload, ...legacy } = asObject(body) ?? {}
  return payload === undefined ? legacy : objectAt({ payload }, 'payload')
}

function mapSubmission(body: BodyTree, { fieldMap }: Source) {
  const { data = null, schema = null, triggerType: _, ...rest } = submissionIn(body)
  const boxes = consentBoxes(schema)
  const named = entriesOf(data).map((entry) =>
    boxes.has(entry.name)
      ? { ...entry, name: `consent.${entry.name.replaceAll('.', ' ')}` }
      : entry,
  )
  const { consent, rest: plain } = formConsents([...named, ...boxTexts(boxes)], fieldMap)
  const targetOf = questionTargetFinder(fieldMap)
  const guess = ({ name, value }: Entry) => {
    const target = targetOf(name)
    return { name, value, target, guess: target === undefined ? valueTarget(value) : undefined }
  }
  return assembleForm(
    [
      ...settleTargets(plain.map(guess)),
      ...entriesOf(rest).map((entry) => ({ ...entry, target: TOP_LEVEL.get(entry.name) })),
    ],
    { consent },
  )
}

const AGREES = /\b(agree|consent|accept|opt[- ]?in|subscribe|newsletter|privacy|gdpr)\b/i

/** Check boxes whose words are those of somebody who agrees. */
function consentBoxes(schema: BodyTree): Set<string> {
  const names = listAt({ schema }, 'schema')
    .filter((field) => /checkbox/i.test(textAt(field, 'fieldType') ?? ''))
    .flatMap((field) => textAt(field, 'fieldName') ?? [])
  return new Set(names.filter((name) => AGREES.test(name)))
}

const boxTexts = (boxes: ReadonlySet<string>): Entry[] =>
  [...boxes].map((name) => ({ name: `consent.${name.replaceAll('.', ' ')}.text`, value: name }))
