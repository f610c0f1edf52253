import type { FrequencyOf } from '../../src/domain/matching/fellegi-sunter.ts'
import {
  type Comparison,
  type MatchWeights,
  weighEvidence,
} from '../../src/domain/matching/fellegi-sunter.ts'

/** A set of records in which it is known who is who. */
export type LabelledSet<Item> = {
  readonly left: readonly Item[]
  /** With two lists only pairs across count. */
  readonly right?: readonly Item[] | undefined
  readonly isSame: (a: Item, b: Item) => boolean
  readonly truePairs: number
}

/** How well pairs were told apart. Shares from 0 to 1. */
export type Accuracy = {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export type Result = {
  /** Share of the true pairs that shared a key: the ceiling of everything after. */
  readonly pairsCompleteness: number
  /** Share of all possible pairs that were never compared. */
  readonly reduction: number
  readonly candidatesMean: number
  readonly candidatesP95: number
  readonly microsecondsPerLookUp: number
  /** At even odds, which no label has chosen. */
  readonly untuned: Accuracy
  /** At the threshold that would have been best. */
  readonly oracle: Accuracy
}

type Matcher<Item> = {
  readonly comparisons: readonly Comparison<Item>[]
  readonly weights: MatchWeights
  readonly frequencyOf: FrequencyOf
  keysOf(item: Item): readonly string[]
  /** Of each record only the best partner counts. */
  readonly oneToOne?: boolean
}

type Scored = { readonly a: number; readonly b: number; readonly isSame: boolean; bits: number }

const HOT_KEY = 300

/** Looks every record up, compares it with its candidates, and counts what was found. */
export function measureAccuracy<Item>(set: LabelledSet<Item>, matcher: Matcher<Item>): Result {
  const { left, right = left, truePairs } = set
  const isOneList = set.right === undefined
  const possible = isOneList ? (left.length * (left.length - 1)) / 2 : left.length * right.length
  const startedMs = performance.now()
  const { scored, counts } = lookUpAll(set, right, matcher)
  const tookMs = performance.now() - startedMs
  addPrior(scored, possible)
  const ranked = scored.toSorted((x, y) => y.bits - x.bits)
  const judged = matcher.oneToOne === true ? bestPartners(ranked) : ranked
  counts.sort((x, y) => x - y)
  return {
    pairsCompleteness: scored.filter((one) => one.isSame).length / truePairs,
    reduction: 1 - scored.length / possible,
    candidatesMean: counts.reduce((sum, count) => sum + count, 0) / counts.length,
    candidatesP95: counts[Math.floor(counts.length * 0.95)] ?? 0,
    microsecondsPerLookUp: (tookMs * 1_000) / left.length,
    untuned: accuracyOf(
      judged.filter(({ bits }) => bits >= 0),
      truePairs,
    ),
    oracle: bestAccuracy(judged, truePairs),
  }
}

function lookUpAll<Item>(
  { left, right: other, isSame }: LabelledSet<Item>,
  right: readonly Item[],
  { comparisons, weights, frequencyOf, keysOf }: Matcher<Item>,
) {
  const index = indexOf(right, keysOf)
  const counts: number[] = []
  const scored: Scored[] = []
  for (const [a, item] of left.entries()) {
    const found = new Set(keysOf(item).flatMap((key) => index.get(key) ?? []))
    if (other === undefined) found.delete(a)
    counts.push(found.size)
    for (const b of found) {
      const partner = right[b] as Item
      const { bits } = weighEvidence(item, partner, comparisons, weights, frequencyOf)
      // Within one list a pair is found from both sides and counts once.
      if (other !== undefined || b > a) scored.push({ a, b, bits, isSame: isSame(item, partner) })
    }
  }
  return { scored, counts }
}

/** Which records stand under a key; keys of too many are left out, as in the product. */
function indexOf<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]) {
  const index = new Map<string, number[]>()
  for (const [place, item] of items.entries()) {
    for (const key of keysOf(item)) index.set(key, [...(index.get(key) ?? []), place])
  }
  return new Map([...index].filter(([, places]) => places.length <= HOT_KEY))
}

/** The share of true pairs among all, which fits the evidence best, found without any label. */
function addPrior(scored: Scored[], possible: number): void {
  let share = 1e-4
  for (let round = 0; round < 30; round += 1) {
    const prior = Math.log2(share / (1 - share))
    const expected = scored.reduce((sum, { bits }) => sum + 1 / (1 + 2 ** -(bits + prior)), 0)
    share = Math.min(0.5, Math.max(1e-9, expected / possible))
  }
  const prior = Math.log2(share / (1 - share))
  for (const one of scored) one.bits += prior
}

function bestPartners(ranked: readonly Scored[]): Scored[] {
  const usedA = new Set<number>()
  const usedB = new Set<number>()
  return ranked.filter(({ a, b }) => {
    if (usedA.has(a) || usedB.has(b)) return false
    usedA.add(a)
    usedB.add(b)
    return true
  })
}

function accuracyOf(called: readonly Scored[], truePairs: number): Accuracy {
  const right = called.filter(({ isSame }) => isSame).length
  return {
    precision: called.length === 0 ? 1 : right / called.length,
    recall: right / truePairs,
    f1: (2 * right) / (called.length + truePairs),
  }
}

function bestAccuracy(ranked: readonly Scored[], truePairs: number): Accuracy {
  let best: Accuracy = { precision: 1, recall: 0, f1: 0 }
  let right = 0
  for (const [index, one] of ranked.entries()) {
    if (one.isSame) right += 1
    const next = ranked[index + 1]
    if (next !== undefined && next.bits === one.bits) continue
    const f1 = (2 * right) / (index + 1 + truePairs)
    if (f1 > best.f1) best = { precision: right / (index + 1), recall: right / truePairs, f1 }
  }
  return best
}
