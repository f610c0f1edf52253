import type { ContactField, ContactValue } from './contact.ts'

/** Why a value shows: the first of the rules, in this order, by which it beats every other one. */
export const SURVIVAL_RULES = [
  'edited',
  'verified',
  'trust',
  'completeness',
  'recency',
  'only',
] as const
export type SurvivalRule = (typeof SURVIVAL_RULES)[number]

/** The value a field of a contact shows, and why it does. */
export type ShownValue = ContactValue & { readonly rule: SurvivalRule }

/** How much a source is believed that says nothing of it. */
export const DEFAULT_TRUST = 50

type Comparison = (a: ContactValue, b: ContactValue) => number

/**
 * What a person wrote stands above what was said, what was proved above what was not, then the
 * source that is believed more, the fuller name, and the later word.
 */
const RULES: readonly (readonly [SurvivalRule, Comparison])[] = [
  ['edited', (a, b) => Number(a.edited) - Number(b.edited)],
  ['verified', (a, b) => Number(a.verified) - Number(b.verified)],
  ['trust', (a, b) => a.trust - b.trust],
  ['completeness', (a, b) => Number(isFull(a)) - Number(isFull(b))],
  ['recency', (a, b) => a.at.getTime() - b.at.getTime()],
  // Said in the same millisecond: whichever, but always the same one.
  ['recency', (a, b) => inText(a.leadId, b.leadId)],
  ['recency', (a, b) => inText(a.sourceKey, b.sourceKey)],
  ['recency', (a, b) => inText(a.value, b.value)],
]

const inText = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/**
 * The one of two values of a field that shows. The values of a field stand in one order, so it does
 * not matter in which turn they are compared, and a contact need only know the one it shows.
 */
export function survivorOf<T extends ContactValue>(a: T, b: T): T {
  return firstDifference(a, b) < 0 ? b : a
}

function firstDifference(a: ContactValue, b: ContactValue): number {
  for (const [, compare] of RULES) {
    const difference = compare(a, b)
    if (difference !== 0) return difference
  }
  return 0
}

/** The value each field shows, of all that were ever seen. Nothing is shown that nobody said. */
export function shownValues(
  values: readonly ContactValue[],
): Partial<Record<ContactField, ShownValue>> {
  const shown: Partial<Record<ContactField, ShownValue>> = {}
  for (const [field, all] of Map.groupBy(values, (one) => one.field)) {
    const survivor = all.reduce(survivorOf)
    shown[field] = { ...survivor, rule: ruleFor(survivor, all) }
  }
  return shown
}

/** Against the strongest value that says something else; agreeing ones prove nothing. */
function ruleFor(survivor: ContactValue, all: readonly ContactValue[]): SurvivalRule {
  const others = all.filter(({ value }) => value !== survivor.value)
  const [first, ...rest] = others
  if (first === undefined) return 'only'
  const rival = rest.reduce(survivorOf, first)
  return RULES.find(([, compare]) => compare(survivor, rival) !== 0)?.[0] ?? 'recency'
}

const NAMES: ReadonlySet<ContactField> = new Set(['firstName', 'lastName'])

/** A name of initials alone is less than a name. A single character of Chinese is a whole one. */
function isFull({ field, value }: ContactValue): boolean {
  return !NAMES.has(field) || value.split(/\s+/).some((word) => word !== '' && !isInitial(word))
}

function isInitial(word: string): boolean {
  const letters = word.replaceAll('.', '')
  return [...letters].length <= 1 && letters.toLowerCase() !== letters.toUpperCase()
}
