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
    const { m, u } = probabilitiesAt(comparison, level, weights)
    const chance = adjusted(u, level, a, comparison, frequencyOf)
    const name = comparison.levels[level] ?? `${level}`
    return [{ field: comparison.field, level: name, bits: Math.log2(m / chance) }]
  })
  return { bits: fields.reduce((sum, { bits }) => sum + bits, 0), fields }
}

function probabilitiesAt<Item>(
  { field }: Comparison<Item>,
  level: number,
  weights: MatchWeights,
): { readonly m: number; readonly u: number } {
  const { m, u } = weights[field] ?? { m: [], u: [] }
  // A field nobody has weights for says nothing.
  return { m: m[level] ?? 1, u: u[level] ?? 1 }
}

function adjusted<Item>(
  u: number,
  level: number,
  item: Item,
  { field, frequency }: Comparison<Item>,
  frequencyOf: FrequencyOf,
): number {
  if (frequency === undefined || level < frequency.fromLevel) return u
  const value = frequency.valueOf(item)
  const share = value === undefined ? undefined : frequencyOf(field, value)
  return share === undefined ? u : Math.max(share, u * RAREST)
}
