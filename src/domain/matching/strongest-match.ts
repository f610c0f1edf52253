import {
  bitsOfLevels,
  type Comparison,
  type FrequencyOf,
  type MatchWeights,
} from './fellegi-sunter.ts'

/** What is compared, and by what it is weighed. */
type Weighing<Item> = {
  readonly comparisons: readonly Comparison<Item>[]
  readonly weights: MatchWeights
  readonly frequencyOf: FrequencyOf
}

/**
 * The candidate for which the evidence is strongest, of several equally strong the first by id: the
 * one that weighing each of them whole (`weighEvidence`) would find. The last of the comparisons,
 * which is the dearest, is made only with those it can still bring to the front.
 */
export function strongestMatch<Item, Candidate extends { readonly contactId: string }>(
  item: Item,
  candidates: readonly Candidate[],
  readied: (candidate: Candidate) => Item,
  { comparisons, weights, frequencyOf }: Weighing<Item>,
): { readonly candidate: Candidate; readonly item: Item } | undefined {
  const weighers = comparisons.map((comparison) => {
    const bits = bitsOfLevels(item, comparison, weights, frequencyOf)
    const { compare } = comparison
    return {
      most: Math.max(0, ...bits),
      of: (other: Item) => bits[compare(item, other) ?? -1] ?? 0,
    }
  })
  const dearest = weighers.pop()
  const partly = candidates.map((candidate) => {
    const other = readied(candidate)
    return { candidate, item: other, bits: weighers.reduce((sum, { of }) => sum + of(other), 0) }
  })
  partly.sort((a, b) => b.bits - a.bits)

  let best: (typeof partly)[number] | undefined
  for (const one of partly) {
    if (best !== undefined && one.bits + (dearest?.most ?? 0) < best.bits) break
    const whole = { ...one, bits: one.bits + (dearest?.of(one.item) ?? 0) }
    if (best === undefined || isAhead(whole, best)) best = whole
  }
  return best
}

type Weighed = { readonly candidate: { readonly contactId: string }; readonly bits: number }

const isAhead = (a: Weighed, b: Weighed) =>
  a.bits > b.bits || (a.bits === b.bits && a.candidate.contactId < b.candidate.contactId)
