import type { LevelProbabilities, MatchWeights } from './fellegi-sunter.ts'

/** How often a person agrees with themselves at a level, and what agreeing at it says, in bits. */
type Level = readonly [m: number, bits: number]

/**
 * What agreeing says before anything was learned, from the weakest level of each field to the
 * strongest, as in `personComparisons`. Bits found by expectation maximisation on made-up leads with
 * slips as people make them, held on the careful side.
 */
const LEVELS: Readonly<Record<string, readonly Level[]>> = {
  givenName: [
    [0.12, -2.9],
    [0.03, 2.1],
    [0.05, 3.5],
    [0.1, 5.5],
    [0.7, 5.5],
  ],
  familyName: [
    [0.085, -3.5],
    [0.015, 1],
    [0.01, 2],
    [0.07, 6],
    [0.82, 8],
  ],
  email: [
    [0.3, -1.7],
    [0.1, 10],
    [0.1, 11.2],
    [0.5, 15.4],
  ],
  phone: [
    [0.35, -1.5],
    [0.02, 1],
    [0.63, 12.7],
  ],
  company: [
    [0.17, -2.5],
    [0.03, 0],
    [0.04, 2.9],
    [0.06, 5.9],
    [0.7, 9.5],
  ],
}

/** The weights an installation starts with. */
export const DEFAULT_WEIGHTS: MatchWeights = Object.fromEntries(
  Object.entries(LEVELS).map(([field, levels]) => [field, probabilities(levels)]),
)

function probabilities(levels: readonly Level[]): LevelProbabilities {
  return { m: levels.map(([m]) => m), u: levels.map(([m, bits]) => m / 2 ** bits) }
}
