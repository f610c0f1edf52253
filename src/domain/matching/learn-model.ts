import { estimateWeights } from './estimate-weights.ts'
import type { MatchWeights } from './fellegi-sunter.ts'
import { type HeldWeights, heldWeights } from './held-weights.ts'
import { personComparisons } from './person-comparisons.ts'
import { PERSON_PASSES } from './person-passes.ts'
import { type PersonFacts, type PersonRecord, personRecord } from './person-record.ts'
import { countValues, type ValueFrequencies, wordWeight } from './value-frequencies.ts'

/** What a lead said of its person, and which contact that is. */
export type Lesson = { readonly contactId: string; readonly facts: PersonFacts }

/** What people said about pairs of contacts: whether two are one person. */
export type PairLabel = {
  readonly contactIds: readonly [string, string]
  readonly isSame: boolean
}

/** What was learned. */
export type Learned = HeldWeights & { readonly frequencies: ValueFrequencies }

/** Enough for levels that a pair in a thousand reaches; comparing companies takes 0.1 ms each. */
const CHANCE_PAIRS = 40_000

/**
 * Learns from leads how often fields agree within a person and by chance, and from their contacts how
 * common values are. What people said about pairs counts as known. The same lessons always teach the
 * same. Takes some seconds, most of them for the pairs that are compared for what agrees by chance: with
 * fewer it is faster, and rare agreements are known less well.
 */
export function learnModel(
  lessons: readonly Lesson[],
  labels: readonly PairLabel[],
  chancePairs = CHANCE_PAIRS,
): Learned {
  const pupils = lessons.map(({ contactId, facts }) => ({ ...personRecord(facts), contactId }))
  const people = [...new Map(pupils.map((one) => [one.contactId, one])).values()]
  const frequencies = countValues(people)
  const known = new Map(labels.map(({ contactIds, isSame }) => [pairKey(...contactIds), isSame]))
  const weights: MatchWeights = estimateWeights<Pupil>(pupils, undefined, {
    comparisons: personComparisons(wordWeight(frequencies)),
    passes: PERSON_PASSES,
    labelOf: (a, b) => known.get(pairKey(a.contactId, b.contactId)),
    random: sequence(),
    chancePairs,
  })
  return { ...heldWeights(weights), frequencies }
}

type Pupil = PersonRecord & { readonly contactId: string }

const pairKey = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** Park and Miller's generator: pairs need only be spread evenly. */
function sequence(): () => number {
  let state = 1
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}
