import {
  asObject,
  type BodyObject,
  type BodyTree,
  nodeAt,
  objectAt,
  textAt,
} from '../../../domain/body-tree.ts'
import type { Source } from '../../../domain/documents/sources.ts'
import type { LeadForm } from '../../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from '../assemble-form.ts'
import { bodyKeys, idKey } from '../dedupe-keys.ts'
import { entriesOf } from '../entry.ts'
import { formConsents } from '../form-consents.ts'
import { jotformAnswers } from '../jotform-answers.ts'
import { readJsonText } from '../json-text.ts'
import { plainAnswers } from '../plain-answers.ts'
import { proveByKey } from '../prove-by-key.ts'
import { settleTargets } from '../settle-targets.ts'
import type { Item, SourceKind } from '../source-kind.ts'
import type { Target } from '../targets.ts'
import { withReference } from '../with-reference.ts'

const OUTER = new Map<string, Target>([
  ['submissionID', 'sourceLeadId'],
  ['formID', 'formId'],
  ['formTitle', 'formName'],
])

/** Parts of the delivery that say nothing of the person. */
const NOT_AN_ANSWER = new Set(
  (
    'action webhookURL username type customParams product customTitle event documentID teamID ' +
    'subject isSilent customBody fromTable appID pretty unread parent rawRequest'
  ).split(' '),
)

/** Values among the answers by which the page and its script talk to Jotform. */
const CONTROLS = new Set(
  (
    'slug jsExecutionTracker submitSource submitDate buildDate uploadServerUrl eventObserver ' +
    'noRedirect event_id timeToSubmit temp_upload file_server preview ' +
    'validatedNewRequiredFieldIDs JotFormPopulatedFields path submissionEdited formID'
  ).split(' '),
)

/**
 * Jotform webhooks: a form with files whose part `rawRequest` has the answers as JSON. Jotform signs
 * nothing, so the address must have a token.
 */
export const jotform: SourceKind = {
  verify: proveByKey,
  split: (body) => [itemOf(body)],
  map: mapSubmission,
  mapFetched: (content, source, reference) =>
    withReference(mapSubmission(delivered(content), source), reference),
  // An edit has the id of the submission: if we know it nobody is told again, else it is the lead.
  dedupe: ({ sourceLeadId }, request) =>
    sourceLeadId === undefined ? bodyKeys(request) : { dedupeKey: idKey(sourceLeadId) },
  ...plainAnswers,
}

/** A submission that is only named is read from Jotform's API. */
function itemOf(body: BodyTree): Item {
  const delivery = asObject(body)
  if (delivery === undefined) return { kind: 'notice', content: body, why: 'event-not-a-lead' }
  const content = opened(delivery)
  const isNamedOnly = content.rawRequest === undefined && textAt(body, 'submissionID') !== undefined
  return { kind: isNamedOnly ? 'reference' : 'lead', content }
}

/** A submission as the API gives it, in the words of a delivery: answers by number and name. */
function delivered(submission: BodyTree): BodyTree {
  const answers = Object.entries(objectAt(submission, 'answers')).map(([number, answer]) => [
    `q${number}_${textAt(answer, 'name') ?? ''}`,
    answer,
  ])
  return {
    submissionID: nodeAt(submission, 'id'),
    formID: nodeAt(submission, 'form_id'),
    ip: nodeAt(submission, 'ip'),
    rawRequest: Object.fromEntries(answers),
  }
}

/**
 * The delivery with its answers read; what is no JSON stays a text. Some who pass Jotform's deliveries
 * on send the answers alone.
 */
function opened(body: BodyObject): BodyObject {
  const raw = textAt(body, 'rawRequest')
  const isAnswersAlone = body.rawRequest === undefined && Object.keys(body).some(isQuestion)
  if (isAnswersAlone) return { rawRequest: body }
  const read = raw === undefined ? undefined : readJsonText(raw)
  return read?.ok ? { ...body, rawRequest: read.tree } : body
}

const isQuestion = (name: string) => /^q\d+_/.test(name)

function mapSubmission(body: BodyTree, { fieldMap }: Source): LeadForm {
  const outer = asObject(body) ?? {}
  const answers = asObject(outer.rawRequest ?? null)
  const { consent, rest } = formConsents(
    jotformAnswers(without(CONTROLS, answers ?? {}), textAt(outer, 'pretty'), fieldMap),
    fieldMap,
  )
  const unread = answers === undefined ? entriesOf({ rawRequest: outer.rawRequest ?? null }) : []
  const about = entriesOf(without(NOT_AN_ANSWER, outer)).map(
    (entry): PlacedEntry => ({ ...entry, target: OUTER.get(entry.name) }),
  )
  return assembleForm([...settleTargets(rest), ...about, ...unread], { consent })
}

function without(names: ReadonlySet<string>, tree: BodyObject): BodyObject {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !names.has(name)))
}
