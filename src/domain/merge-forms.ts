import type { Answer, Consent, LeadForm } from './lead-form.ts'

/** What a lead says after it was told more, and which of its fields are new. */
export type MergedForm = { readonly form: LeadForm; readonly filled: readonly string[] }

/** As many as the schema of a form takes. */
const MOST_ANSWERS = 500
const MOST_CONSENTS = 50

/** Kept as they came first, and no answer either: they say how the lead came, not what was said. */
const ONCE = new Set([
  ...['message', 'submittedAt', 'sourceLeadId', 'isTest', 'honeypot', 'transcript'],
  ...['pageTitle', 'sessionId', 'behaviour'],
])

/**
 * Adds what was said later to what was said before. Missing fields are filled, given ones stay;
 * a further value of a given field becomes an answer under the field's name, so that nothing is
 * dropped and nothing is replaced. When nothing is new, the form is the very one that was known.
 */
export function mergeForms(known: LeadForm, more: LeadForm): MergedForm {
  const { answers: knownAnswers = [], consent: knownConsent = [], ...before } = known
  const { answers = [], consent = [], ...after } = more
  const given = new Set(Object.keys(before))
  const filled = Object.keys(after).filter((field) => !given.has(field))
  const further = Object.entries(after)
    .filter(([field]) => given.has(field) && !ONCE.has(field))
    .flatMap(([field, value]) => answersFor(field, value, before[field as keyof typeof before]))

  const newAnswers = additions(knownAnswers, [...further, ...answers], keyOfAnswer)
  const newConsent = newConsents(knownConsent, consent)
  if (filled.length + newAnswers.length + newConsent.length === 0) return { form: known, filled }
  const form: LeadForm = { ...after, ...before }
  if (knownAnswers.length + newAnswers.length > 0) {
    form.answers = capped([...knownAnswers, ...newAnswers])
  }
  if (knownConsent.length + newConsent.length > 0) {
    // The latest count: what was agreed to may have been taken back.
    form.consent = [...knownConsent, ...newConsent].slice(-MOST_CONSENTS)
  }
  return { form, filled }
}

/** A group, such as `utm`, is taken whole or not at all: half of two visits is neither. */
function answersFor(field: string, value: unknown, given: unknown): Answer[] {
  if (typeof value !== 'object' || value === null) {
    return value === given ? [] : [{ key: field, value: String(value) }]
  }
  const before = (given ?? {}) as Record<string, unknown>
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === before[name] ? [] : [{ key: `${field}.${name}`, value: String(inner) }],
  )
}

const keyOfAnswer = ({ key, value }: Answer) => JSON.stringify([key, value])

const wordsOf = ({ at: _, address: __, ...words }: Consent) =>
  JSON.stringify(Object.entries(words).sort())

/**
 * What was not said before, whenever and from wherever it is said. A no after a yes counts though it
 * was said before; a yes after a no does not, because it may be an old part that came again.
 */
function newConsents(known: readonly Consent[], more: readonly Consent[]): Consent[] {
  const seen = new Set(known.map(wordsOf))
  const latest = new Map(known.map((one) => [one.key, one.granted]))
  return more.filter((one) => {
    const isNew = !seen.has(wordsOf(one)) || (!one.granted && latest.get(one.key) === true)
    seen.add(wordsOf(one))
    if (isNew) latest.set(one.key, one.granted)
    return isNew
  })
}

/** What of this is new, each once. */
function additions<T>(known: readonly T[], more: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set(known.map(keyOf))
  return more.filter((one) => {
    const key = keyOf(one)
    return seen.has(key) ? false : seen.add(key)
  })
}

const MORE = { key: 'more', value: 'Further answers are kept in the deliveries' }

function capped(answers: readonly Answer[]): Answer[] {
  if (answers.length <= MOST_ANSWERS) return [...answers]
  return [...answers.slice(0, MOST_ANSWERS - 1), MORE]
}
