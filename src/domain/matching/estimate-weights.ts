import type { Comparison, MatchWeights } from './fellegi-sunter.ts'
import {
  type LabelOf,
  type LevelPattern,
  levelPatterns,
  type TrainingPass,
} from './level-patterns.ts'

type Options<Item> = {
  readonly comparisons: readonly Comparison<Item>[]
  readonly passes: readonly TrainingPass<Item>[]
  /** Pairs of which people have said whether they are one; the others are judged. */
  readonly labelOf?: LabelOf<Item>
  /** The weights of fields that no pass says anything about. */
  readonly fallback?: MatchWeights
  /** Numbers from 0 to 1, so that the same records give the same weights. */
  readonly random: () => number
  /** How many pairs are drawn for how fields agree by chance. */
  readonly chancePairs?: number
}

const CHANCE_PAIRS = 300_000
const ROUNDS = 40
/** Fewer pairs say nothing about how persons agree with themselves. */
const FEWEST_PAIRS = 20
const START_SHARE = 0.3
/** What is added to each level, so that one that was never seen stays possible. */
const SMOOTHING = 0.01
const LOWEST_M = 1e-6

/**
 * Learns from records nobody has labelled how often fields agree within a person and by chance. By
 * chance is counted over pairs drawn at random, nearly none of which are one person; within a person
 * is found by expectation maximisation over the pairs of each pass, as the share of true pairs in it
 * is not known either, but of pairs people have labelled (Winkler 1988; several passes, so that each field is judged where it is not
 * the key). With `right` only pairs across the two lists count. Takes seconds for 10,000 records.
 */
export function estimateWeights<Item>(
  left: readonly Item[],
  right: readonly Item[] | undefined,
  options: Options<Item>,
): MatchWeights {
  const { comparisons, passes, fallback = {} } = options
  const u = chanceLevels(left, right ?? left, options)
  const lessons = passes.flatMap((pass) => {
    const patterns = levelPatterns(left, right, pass, comparisons, options.labelOf)
    return expectations(patterns, u, comparisons).filter(
      ({ field }) => !pass.fields.includes(field),
    )
  })
  return Object.fromEntries(
    comparisons.map(({ field, levels }, index) => {
      const m = averaged(lessons.filter((lesson) => lesson.field === field))
      const own = { m: m ?? startM(levels.length), u: u[index] ?? [] }
      return [field, m === undefined ? (fallback[field] ?? own) : own]
    }),
  )
}

/** For every comparison, the share of random pairs at each level. */
function chanceLevels<Item>(
  left: readonly Item[],
  right: readonly Item[],
  { comparisons, random, chancePairs = CHANCE_PAIRS }: Options<Item>,
): number[][] {
  const pick = (list: readonly Item[]) => list[Math.floor(random() * list.length)] as Item
  const pairs = Array.from({ length: chancePairs }, () => [pick(left), pick(right)] as const)
  const lowest = 0.2 / chancePairs
  return comparisons.map(({ levels, compare }) => {
    const counts = levels.map(() => 0.5)
    for (const [a, b] of pairs) if (a !== b) add(counts, compare(a, b), 1)
    return shares(counts).map((share) => Math.max(share, lowest))
  })
}

/** What one pass teaches about a field: how persons agree on it, and how many pairs say so. */
type Lesson = { readonly field: string; readonly m: readonly number[]; readonly weight: number }

function expectations<Item>(
  patterns: readonly LevelPattern[],
  u: readonly (readonly number[])[],
  comparisons: readonly Comparison<Item>[],
): Lesson[] {
  const pairs = patterns.reduce((sum, { times }) => sum + times, 0)
  if (pairs < FEWEST_PAIRS) return []
  let believed = { m: comparisons.map(({ levels }) => startM(levels.length)), share: START_SHARE }
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = believed.m.map((levels) => levels.map(() => SMOOTHING))
    let matches = 0
    for (const pattern of patterns) {
      const { levels } = pattern
      const expected = pattern.times * shareOf(pattern, believed, u)
      matches += expected
      for (const [index, level] of levels.entries()) add(sums[index] ?? [], level, expected)
    }
    const share = Math.min(0.9999, Math.max(1e-6, matches / pairs))
    believed = { m: sums.map(shares), share }
  }
  const weight = Math.max(1, believed.share * pairs)
  return comparisons.map(({ field }, index) => ({ field, m: believed.m[index] ?? [], weight }))
}

type Beliefs = { readonly m: readonly (readonly number[])[]; readonly share: number }

/** Which share of the pairs that look so is one person: as people said, or as far as is believed. */
function shareOf(
  { levels, isSame }: LevelPattern,
  believed: Beliefs,
  u: readonly (readonly number[])[],
) {
  return isSame === undefined ? probabilityOf(levels, believed, u) : Number(isSame)
}

function probabilityOf(
  levels: LevelPattern['levels'],
  { m, share }: Beliefs,
  u: readonly (readonly number[])[],
): number {
  const odds = levels.reduce<number>(
    (product, level, index) =>
      level === undefined
        ? product
        : (product * (m[index]?.[level] ?? 1)) / (u[index]?.[level] ?? 1),
    share / (1 - share),
  )
  // Beyond what a number holds the odds are certain.
  return Number.isFinite(odds) ? odds / (1 + odds) : 1
}

function add(counts: number[], level: number | undefined, amount: number): void {
  if (level !== undefined) counts[level] = (counts[level] ?? 0) + amount
}

function averaged(lessons: readonly Lesson[]): number[] | undefined {
  const total = lessons.reduce((sum, { weight }) => sum + weight, 0)
  return lessons[0]?.m.map((_, level) => {
    const sum = lessons.reduce((all, { m, weight }) => all + (m[level] ?? 0) * weight, 0)
    return Math.max(LOWEST_M, sum / total)
  })
}

/** Before anything is known: persons mostly agree with themselves. */
const startM = (levels: number) =>
  Array.from({ length: levels }, (_, level) => (level === levels - 1 ? 0.8 : 0.2 / (levels - 1)))

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / total)
}
