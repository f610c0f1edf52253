import type { WordWeight } from './company-features.ts'
import type { FrequencyOf } from './fellegi-sunter.ts'
import { personComparisons } from './person-comparisons.ts'
import type { PersonRecord } from './person-record.ts'

/**
 * How common values are among people: names and companies by field, and the words of company names.
 * Only values of many people are kept, so that nobody in particular can be read from them.
 */
export type ValueFrequencies = {
  /** How many people were counted. */
  readonly people: number
  /** By field and value, how many have it. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly words: Readonly<Record<string, number>>
}

/** A value fewer people share is not kept. */
export const FEWEST_SHARING = 10
/** Of each field the most common ones; the rest is rarer than these, which is all that counts. */
const MOST_VALUES = 2_000

/** Counts them, each person once. */
export function countValues(people: readonly PersonRecord[]): ValueFrequencies {
  const counted = personComparisons(() => 1).flatMap(({ field, frequency }) =>
    frequency === undefined
      ? []
      : [[field, mostCommon(people.flatMap((one) => frequency.valueOf(one) ?? []))] as const],
  )
  const words = people.flatMap(({ company }) => [...new Set(company?.words)])
  return { people: people.length, values: Object.fromEntries(counted), words: mostCommon(words) }
}

function mostCommon(values: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const often = [...counts].filter(([, count]) => count >= FEWEST_SHARING)
  return Object.fromEntries(often.sort(([, a], [, b]) => b - a).slice(0, MOST_VALUES))
}

/** A value that was not kept is taken for as common as it can be without being kept. */
export function frequencyOf({ people, values }: ValueFrequencies): FrequencyOf {
  const counts = mapsOf(values)
  const rarest = new Map([...counts].map(([field, of]) => [field, Math.min(...cut(of))]))
  return (field, value) => {
    if (people === 0) return undefined
    return (counts.get(field)?.get(value) ?? rarest.get(field) ?? FEWEST_SHARING) / people
  }
}

/** Where the list was cut, what is left out may be as common as the last on it. */
const cut = (counts: ReadonlyMap<string, number>) =>
  counts.size < MOST_VALUES ? [FEWEST_SHARING] : counts.values()

/** The rarer a word among companies, the more it tells. */
export function wordWeight({ people, words }: ValueFrequencies): WordWeight {
  const counts = new Map(Object.entries(words))
  return (word) => Math.log(1 + (people + 1) / ((counts.get(word) ?? 0) + 1))
}

const mapsOf = (values: ValueFrequencies['values']) =>
  new Map(Object.entries(values).map(([field, of]) => [field, new Map(Object.entries(of))]))
