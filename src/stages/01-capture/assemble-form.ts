import { type Answer, type Consent, LeadForm } from '../../domain/lead-form.ts'
import { cleanText, cut } from './clean-text.ts'
import type { Entry } from './entry.ts'
import { withNameParts } from './name-parts.ts'
import { readTarget } from './read-target.ts'
import type { Target } from './targets.ts'
import { trackingIn } from './tracking.ts'

/** A value with the field it belongs to; without one it becomes an answer. */
export type PlacedEntry = Entry & { readonly target?: Target | undefined }

type Extras = {
  readonly isTest?: boolean
  readonly honeypot?: string
  readonly consent?: readonly Consent[]
  /** Further addresses to read campaign and click from, after the page's own. */
  readonly addresses?: readonly (string | undefined)[]
}

const MOST_ANSWERS = 500

type FieldValue = string | number

/**
 * A lead form of values that know their place. Of several values for one field the first wins and
 * the others become answers, as does a value the field cannot hold, so that nothing is dropped.
 * Values that are too long are cut: the delivery keeps them whole. The result always fits the schema.
 */
export function assembleForm(entries: readonly PlacedEntry[], extras: Extras = {}): LeadForm {
  const { isTest, honeypot, consent = [], addresses = [] } = extras
  const { fields, answers } = placed(entries)
  const pages = ['pageUrl', 'landingUrl'] as const
  const tracking = trackingIn([...pages.map((page) => fields.get(page)?.toString()), ...addresses])
  const form = {
    ...nested([...tracking, ...fields]),
    ...(isTest === undefined ? {} : { isTest }),
    ...(honeypot === undefined ? {} : { honeypot: cut(honeypot, 500) }),
    ...(consent.length === 0 ? {} : { consent: [...consent] }),
    ...(answers.length === 0 ? {} : { answers: capped(answers) }),
  }
  return LeadForm.parse(withNameParts(form))
}

function placed(entries: readonly PlacedEntry[]) {
  const fields = new Map<Target, FieldValue>()
  const answers: Answer[] = []
  for (const { name, label, value, target } of entries) {
    const text = cleanText(value).trim()
    const read = target && !fields.has(target) ? readTarget(target, text) : undefined
    if (target === undefined || read === undefined) answers.push(answer(name, label, text))
    else fields.set(target, read)
  }
  return { fields, answers }
}

function answer(name: string, label: string | undefined, value: string): Answer {
  return {
    key: cut(cleanText(name), 200),
    ...(label === undefined ? {} : { label: cut(cleanText(label), 500) }),
    value: cut(value, 10_000),
  }
}

function capped(answers: readonly Answer[]): Answer[] {
  if (answers.length <= MOST_ANSWERS) return [...answers]
  const more = { key: 'more', value: 'Further answers are kept in the delivery' }
  return [...answers.slice(0, MOST_ANSWERS - 1), more]
}

/** `utm.source` becomes `{ utm: { source } }`. Later values of a field replace earlier ones. */
function nested(fields: readonly (readonly [Target, FieldValue])[]): LeadForm {
  const form: Record<string, FieldValue | Record<string, FieldValue>> = {}
  for (const [target, value] of fields) {
    const [group = '', name] = target.split('.')
    const inGroup = form[group]
    if (name === undefined) form[group] = value
    else form[group] = { ...(typeof inGroup === 'object' ? inGroup : {}), [name]: value }
  }
  return form
}
