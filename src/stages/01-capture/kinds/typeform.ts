import {
  asObject,
  type BodyObject,
  type BodyTree,
  listAt,
  nodeAt,
  objectAt,
  textAt,
} from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { cut } from '../clean-text.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { type Entry, entriesOf } from '../entry.ts'
import { ownNames, type TargetOf } from '../field-names.ts'
import { formConsents } from '../form-consents.ts'
import { plainAnswers } from '../plain-answers.ts'
import { questionTargetFinder } from '../question-target.ts'
import { signatureIn } from '../signature-in.ts'
import { signedOrByToken } from '../signed-or-by-token.ts'
import type { CaptureRequest, Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'

const RESPONSES = new Set(['form_response', 'form_response_partial'])

const TOP_LEVEL = new Map<string, Target>([
  ['token', 'sourceLeadId'],
  ['form_id', 'formId'],
  ['submitted_at', 'submittedAt'],
])

/** Questions of these types can only be one field of ours. */
const TYPES = new Map<string, Target>([
  ['email', 'email'],
  ['phone_number', 'phone'],
])

/**
 * Typeform webhooks: one response each, with the form's definition, signed if the webhook has a
 * secret. https://www.typeform.com/developers/webhooks/secure-your-webhooks/
 */
export const typeform: SourceKind = {
  verify: (request) =>
    signedOrByToken(request, {
      hash: 'sha256',
      encoding: 'base64',
      signatures: signatureIn(request.headers['typeform-signature'], 'sha256='),
      signed: [request.bytes],
    }),
  split: (body) => [itemOf(body)],
  map: mapResponse,
  dedupe,
  ...plainAnswers,
}

function itemOf(body: BodyTree): Item {
  const isResponse = RESPONSES.has(textAt(body, 'event_type') ?? 'form_response')
  const response = asObject(body)?.form_response
  if (!isResponse || response === undefined || asObject(response) === undefined) {
    return { kind: 'notice', content: body, why: 'event-not-a-lead' }
  }
  return { kind: 'lead', content: body }
}

function mapResponse(body: BodyTree, { fieldMap }: Source): LeadForm {
  const { definition = null, answers: _, hidden = null, ...rest } = objectAt(body, 'form_response')
  const targetOf = questionTargetFinder(fieldMap)
  const answered = answersOf(body)
  const { consent, rest: plain } = formConsents(answered.flatMap(entriesOfAnswer), fieldMap)
  const formName = textAt(definition, 'title')
  return assembleForm(
    [
      ...plain.map((entry) => placed(entry, targetOf, fieldMap)),
      ...entriesOf(hidden).map((entry) => ({ ...entry, target: targetOf(entry.name) })),
      ...entriesOf(rest).map((entry) => ({ ...entry, target: TOP_LEVEL.get(entry.name) })),
      ...(formName === undefined
        ? []
        : [{ name: 'title', value: formName, target: 'formName' as const }]),
    ],
    { consent: [...answered.flatMap(legalConsent), ...consent] },
  )
}

type Answered = {
  readonly answer: BodyTree
  readonly id: string
  readonly name: string
  readonly label: string | undefined
  readonly type: string
}

/** Answers joined with their questions. */
function answersOf(body: BodyTree): Answered[] {
  const response = objectAt(body, 'form_response')
  const questions = new Map(
    listAt(objectAt(response, 'definition'), 'fields')
      .map((field): [string, BodyObject] => [textAt(field, 'id') ?? '', asObject(field) ?? {}])
      .filter(([id]) => id !== ''),
  )
  return listAt(response, 'answers').map((answer) => {
    const field = objectAt(answer, 'field')
    const id = textAt(field, 'id') ?? ''
    const question = questions.get(id) ?? {}
    const type = textAt(field, 'type') ?? textAt(question, 'type') ?? ''
    const ref = textAt(field, 'ref') ?? textAt(question, 'ref')
    return { answer, id, name: ref ?? id, label: textAt(question, 'title'), type }
  })
}

type AnswerEntry = Entry & Pick<Answered, 'id' | 'type'>

function entriesOfAnswer({ answer, id, name, label, type }: Answered): AnswerEntry[] {
  if (type === 'legal') return []
  const kind = textAt(answer, 'type') ?? ''
  const value = nodeAt(answer, kind)
  const question = label === undefined ? {} : { label }
  const entries = entriesOf({ [name]: chosen(value) })
  return entries.map((entry) => ({ ...entry, ...question, id, type: kind || type }))
}

/** Of a choice what the person saw, without the ids beside it. */
function chosen(value: BodyTree): BodyTree {
  const choice = asObject(value)
  if (choice === undefined || !['label', 'labels', 'other'].some((key) => key in choice)) {
    return value
  }
  return [...listAt(value, 'label'), ...listAt(value, 'labels'), ...listAt(value, 'other')]
}

/** The field map may name a question by its ref, its id or its words. */
function placed(
  { id, type, ...entry }: AnswerEntry,
  targetOf: TargetOf,
  fieldMap: Source['fieldMap'],
): PlacedEntry {
  const own = ownNames(fieldMap)
  const { name, label = '' } = entry
  const target = own(name) ?? own(id) ?? own(label) ?? TYPES.get(type)
  return { ...entry, target: target ?? targetOf(name) ?? targetOf(label) }
}

function legalConsent({ answer, name, label, type }: Answered): Consent[] {
  if (type !== 'legal') return []
  const granted = textAt(answer, 'boolean') === 'true'
  return [{ key: cut(name, 100), granted, ...(label && { text: cut(label, 5_000) }) }]
}

/**
 * A response that was broken off is a lead of its own, and the whole one that may follow another:
 * the whole one must not count as sent before. One that comes after the whole one makes nothing.
 */
function dedupe({ sourceLeadId }: LeadForm, request: CaptureRequest, content: BodyTree) {
  if (sourceLeadId === undefined) return bodyKeys(request)
  const whole = idKey(sourceLeadId)
  if (textAt(content, 'event_type') !== 'form_response_partial') return { dedupeKey: whole }
  return { dedupeKey: `partial:${whole}`, previousDedupeKey: whole }
}
