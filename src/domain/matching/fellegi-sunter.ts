/**
 * How one field of two records is compared. Levels go from `different` at 0 up to the strongest
 * agreement; `undefined` says that one side does not have the field, which is no evidence at all.
 */
export type Comparison<Item> = {
  readonly field: string
  /** What each level is called, from the weakest to the strongest. */
  readonly levels: readonly string[]
  compare(a: Item, b: Item): number | undefined
  /**
   * For fields where agreement on a rare value says more than on a common one: the value, and the
   * lowest level at which two records agree on it.
   */
  readonly frequency?: {
    readonly fromLevel: number
    valueOf(item: Item): string | undefined
  }
}

/** For each level, how probable it is between records of one person (m) and of two (u). */
export type LevelProbabilities = { readonly m: readonly number[]; readonly u: readonly number[] }

/** What is known about every field; all of it can be written as JSON. */
export type MatchWeights = Readonly<Record<string, LevelProbabilities>>

/** The share of records that have this value, 0 to 1; undefined for one that was not counted. */
export type FrequencyOf = (field: string, value: string) => number | undefined

/** What one field said, in bits: positive speaks for one person, negative against. */
export type FieldEvidence = {
  readonly field: string
  readonly level: string
  readonly bits: number
}

/** The evidence that two records are of one person: the sum of what each field says. */
export type Evidence = { readonly bits: number; readonly fields: readonly FieldEvidence[] }

/** The rarest value counts at most as if it were this share of the level's own probability. */
const RAREST = 0.02

/**
 * Weighs two records field by field, after Fellegi and Sunter (1969): each agreement level adds
 * log2(m / u) bits. Where the frequency of a value is known it stands for u, so that agreeing on a
 * rare name says more than agreeing on a common one (Winkler's adjustment).
 */
export function weighEvidence<Item>(
  a: Item,
  b: Item,
  comparisons: readonly Comparison<Item>[],
  weights: MatchWeights,
  frequencyOf: FrequencyOf = () => undefined,
): Evidence {
  const fields = comparisons.flatMap((comparison) => {
    const level = comparison.compare(a, b)
    if (level === undefined) return []
    const bits = bitsOfLevels(a, comparison, weights, frequencyOf)[level] ?? 0
    return [{ field: comparison.field, level: comparison.levels[level] ?? `${level}`, bits }]
  })
  return { bits: fields.reduce((sum, { bits }) => sum + bits, 0), fields }
}

/**
 * What each level of one field says of an item, whichever other it is compared with: log2(m / u)
 * bits, with the frequency of the item's value for u where it agrees on that.
 */
export function bitsOfLevels<Item>(
  item: Item,
  { field, levels, frequency }: Comparison<Item>,
  weights: MatchWeights,
  frequencyOf: FrequencyOf,
): number[] {
  // A field nobody has weights for says nothing.
  const { m, u } = weights[field] ?? { m: [], u: [] }
  const value = frequency?.valueOf(item)
  const share = value === undefined ? undefined : frequencyOf(field, value)
  return levels.map((_, level) => {
    const chance = u[level] ?? 1
    const isRare = share !== undefined && frequency !== undefined && level >= frequency.fromLevel
    return Math.log2((m[level] ?? 1) / (isRare ? Math.max(share, chance * RAREST) : chance))
  })
}
