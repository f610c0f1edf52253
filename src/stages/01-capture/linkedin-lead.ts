import { type BodyTree, listOf, nodeAt, scalarText, textAt } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from './assemble-form.ts'
import { cut } from './clean-text.ts'
import { ownNames, type TargetOf, targetFinder } from './field-names.ts'
import { namedEntries } from './named-entries.ts'
import type { Target } from './targets.ts'
import { valueTarget } from './value-target.ts'
import { withReference } from './with-reference.ts'

const PLACES = {
  id: 'sourceLeadId',
  'form.name': 'formName',
  'leadMetadata.sponsoredLeadMetadata.campaign': 'campaign.id',
  'leadMetadataInfo.sponsoredLeadMetadataInfo.campaign.name': 'campaign.name',
  'associatedEntity.associatedCreative': 'ad.id',
  submittedAt: 'submittedAt',
} as const

/** LinkedIn's own questions; those that have no field of ours become answers. */
const QUESTIONS = new Map<string, Target>([
  ['WORK_EMAIL', 'email'],
  ['EMAIL', 'email'],
  ['FIRST_NAME', 'firstName'],
  ['LAST_NAME', 'lastName'],
  ['WORK_PHONE_NUMBER', 'phone'],
  ['PHONE_NUMBER', 'phone'],
  ['COMPANY_NAME', 'company'],
  ['JOB_TITLE', 'title'],
  ['COUNTRY', 'country'],
  ['STATE', 'region'],
  ['CITY', 'city'],
  ['POSTAL_CODE', 'postalCode'],
])

/**
 * One response as LinkedIn's API gives it, with the form it answers under `form`: answers bear only
 * the id of their question, and choices only the numbers of their options. Without the form they are
 * kept under these ids. Hidden fields carry campaign parameters.
 */
export function linkedinLead(content: BodyTree, source: Source, reference: LeadForm): LeadForm {
  const isTest = textAt(content, 'testLead') === 'true'
  const fetched = assembleForm(
    [
      ...answersOf(content, source),
      ...namedEntries(content, PLACES),
      ...formIdIn(content),
      ...hiddenFields(content, targetFinder(source.fieldMap)),
    ],
    { ...(isTest ? { isTest } : {}), consent: consentIn(content) },
  )
  return withReference(fetched, reference)
}

/** The id of a form in `urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7,1)`. */
export function versionedFormId(urn: string | undefined): string | undefined {
  return /leadGenForm:(\d+)/.exec(urn ?? '')?.[1]
}

/** Which version of the form it was, and so of its words. */
function formVersionIn(content: BodyTree): string | undefined {
  return /leadGenForm:\d+,\s*(\d+)/.exec(textAt(content, 'versionedLeadGenFormUrn') ?? '')?.[1]
}

function formIdIn(content: BodyTree): PlacedEntry[] {
  const value = versionedFormId(textAt(content, 'versionedLeadGenFormUrn'))
  return value === undefined ? [] : [{ name: 'versionedLeadGenFormUrn', value, target: 'formId' }]
}

function answersOf(content: BodyTree, { fieldMap }: Source): PlacedEntry[] {
  const ownTarget = ownNames(fieldMap)
  const questions = listOf(nodeAt(content, 'form', 'content', 'questions'))
  const byId = new Map(questions.map((one) => [textAt(one, 'questionId'), one]))
  return listOf(nodeAt(content, 'formResponse', 'answers'))
    .flatMap((answer) => {
      const id = textAt(answer, 'questionId') ?? 'question'
      return answerEntry(id, answer, byId.get(id) ?? null, ownTarget)
    })
    .toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ name }: PlacedEntry) => (name.startsWith('WORK_') ? 0 : 1)

function answerEntry(
  id: string,
  answer: BodyTree,
  question: BodyTree,
  ownTarget: TargetOf,
): PlacedEntry[] {
  const details = nodeAt(answer, 'answerDetails')
  const value =
    scalarText(nodeAt(details, 'textQuestionAnswer', 'answer')) ?? chosen(details, question)
  if (value === undefined) return []
  const predefined = textAt(question, 'predefinedField')
  const label = localized(nodeAt(question, 'question')) ?? textAt(question, 'name')
  const name = predefined ?? textAt(question, 'name') ?? id
  const names = [label, name, id].filter((one) => one !== undefined)
  const target =
    QUESTIONS.get(predefined ?? '') ??
    names.map(ownTarget).find((one) => one !== undefined) ??
    // Without its form an answer bears a number alone; an address is an address all the same.
    (question === null ? valueTarget(value) : undefined)
  return [{ name, value, target, ...(label === undefined ? {} : { label }) }]
}

/** The words of the options that were chosen, or their numbers where the form is not known. */
function chosen(details: BodyTree, question: BodyTree): string | undefined {
  const options = listOf(
    nodeAt(question, 'questionDetails', 'multipleChoiceQuestionDetails', 'options'),
  )
  const words = listOf(nodeAt(details, 'multipleChoiceAnswer', 'options')).flatMap((one) => {
    const id = scalarText(one)
    const option = options.find((known) => textAt(known, 'id') === id)
    return localized(nodeAt(option ?? null, 'text')) ?? id ?? []
  })
  return words.length === 0 ? undefined : words.join(', ')
}

/** A text in the first language it is given in: forms have one. */
function localized(text: BodyTree): string | undefined {
  const [first] = Object.values(nodeAt(text, 'localized') ?? {})
  return scalarText(first ?? null)
}

function hiddenFields(content: BodyTree, targetOf: TargetOf): PlacedEntry[] {
  return listOf(nodeAt(content, 'form', 'hiddenFields')).flatMap((field) => {
    const [name, value] = [textAt(field, 'name'), textAt(field, 'value')]
    if (name === undefined || value === undefined) return []
    return [{ name, value, target: targetOf(name) }]
  })
}

function consentIn(content: BodyTree): Consent[] {
  const legal = listOf(nodeAt(content, 'form', 'content', 'legalInfo', 'consents'))
  const version = formVersionIn(content)
  return listOf(nodeAt(content, 'formResponse', 'consentResponses'))
    .map((box): Consent => {
      const id = textAt(box, 'consentId') ?? 'consent'
      const known = legal.find((one) => textAt(one, 'id') === id) ?? null
      const text = localized(nodeAt(known, 'consent'))
      return {
        key: cut(id, 100),
        granted: textAt(box, 'accepted') === 'true',
        ...(text === undefined ? {} : { text: cut(text, 5_000) }),
        ...(version === undefined ? {} : { version: cut(version, 100) }),
      }
    })
    .slice(0, 50)
}
