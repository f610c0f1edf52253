import { type BodyTree, listOf, nodeAt, scalarText, textAt } from '../../domain/body-tree.ts'
import type { Source } from '../../domain/documents/sources.ts'
import type { Consent, LeadForm } from '../../domain/lead-form.ts'
import { assembleForm, type PlacedEntry } from './assemble-form.ts'
import { cut } from './clean-text.ts'
import { targetFinder } from './field-names.ts'
import { namedEntries } from './named-entries.ts'
import type { Target } from './targets.ts'
import { withReference } from './with-reference.ts'

const PLACES = {
  id: 'sourceLeadId',
  form_id: 'formId',
  'form.name': 'formName',
  campaign_id: 'campaign.id',
  campaign_name: 'campaign.name',
  adset_id: 'adGroup.id',
  adset_name: 'adGroup.name',
  ad_id: 'ad.id',
  ad_name: 'ad.name',
  created_time: 'submittedAt',
} as const

/** Names of Meta's own questions that our usual names do not cover. */
const QUESTIONS = new Map<string, Target>([
  ['work_email', 'email'],
  ['work_phone_number', 'phone'],
  ['post_code', 'postalCode'],
])

/** What the testing tool fills in. */
const TEST_VALUE = /^<test lead: dummy data/

/**
 * One lead as the Graph API gives it. Every answer is kept under the name it has in the form, with
 * the question as people saw it where the form could be read (`form`); custom disclaimers are
 * consent, granted only when their box was ticked.
 */
export function metaLead(content: BodyTree, source: Source, reference: LeadForm): LeadForm {
  const answered = answersOf(content, source)
  const isTest = answered.some(({ value }) => TEST_VALUE.test(value))
  const rest = ['is_organic', 'platform'].flatMap((name) => {
    const value = textAt(content, name)
    return value === undefined ? [] : [{ name, value }]
  })
  const fetched = assembleForm([...answered, ...namedEntries(content, PLACES), ...rest], {
    ...(isTest ? { isTest } : {}),
    consent: consentIn(content),
  })
  return withReference(fetched, reference)
}

function answersOf(content: BodyTree, { fieldMap }: Source): PlacedEntry[] {
  const targetOf = targetFinder(fieldMap)
  const labels = labelsIn(content)
  const entries = listOf(nodeAt(content, 'field_data')).flatMap((field) => {
    const name = textAt(field, 'name')
    const value = listOf(nodeAt(field, 'values')).flatMap((one) => scalarText(one) ?? [])
    if (name === undefined || value.length === 0) return []
    const label = labels.get(name)
    const target = targetOf(name) ?? QUESTIONS.get(name)
    return [{ name, value: value.join(', '), target, ...(label === undefined ? {} : { label }) }]
  })
  // The work address wins over a private one, wherever it stands.
  return entries.toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ name }: PlacedEntry) => (name.startsWith('work_') ? 0 : 1)

/** The questions in the words people saw, when the form could be read with the lead. */
function labelsIn(content: BodyTree): ReadonlyMap<string, string> {
  return new Map(
    listOf(nodeAt(content, 'form', 'questions')).flatMap((question) => {
      const [key, label] = [textAt(question, 'key'), textAt(question, 'label')]
      return key === undefined || label === undefined ? [] : [[key, label] as const]
    }),
  )
}

function consentIn(content: BodyTree): Consent[] {
  const boxes = listOf(nodeAt(content, 'form', 'legal_content', 'custom_disclaimer', 'checkboxes'))
  const textOf = (key: string) =>
    textAt(boxes.find((box) => textAt(box, 'key') === key) ?? null, 'text')
  // The words of a form cannot be changed, only copied: what they are kept under names them.
  const version = textAt(nodeAt(content, 'form', 'legal_content'), 'id')
  return listOf(nodeAt(content, 'custom_disclaimer_responses'))
    .flatMap((box): Consent[] => {
      const key = textAt(box, 'checkbox_key')
      if (key === undefined) return []
      const text = textOf(key)
      const granted = ['1', 'true'].includes(textAt(box, 'is_checked') ?? '')
      return [
        {
          key: cut(key, 100),
          granted,
          ...(text === undefined ? {} : { text: cut(text, 5_000) }),
          ...(version === undefined ? {} : { version: cut(version, 100) }),
        },
      ]
    })
    .slice(0, 50)
}
