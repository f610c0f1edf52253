import type { WordWeight } from './company-features.ts'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import type { FrequencyOf, MatchWeights } from './fellegi-sunter.ts'

/** What is known about how contacts of this installation agree, as of one moment. */
export type MatchModel = {
  /** Which weights these are: 0 the shipped ones, others in the order in which they were learned. */
  readonly version: number
  readonly weights: MatchWeights
  /** How many contacts there are, about. */
  readonly contacts: number
  readonly frequencyOf: FrequencyOf
  readonly wordWeight: WordWeight
}

/** What an installation goes by that has learned nothing yet. */
export const DEFAULT_MODEL: MatchModel = {
  version: 0,
  weights: DEFAULT_WEIGHTS,
  contacts: 0,
  frequencyOf: () => undefined,
  wordWeight: () => 1,
}
