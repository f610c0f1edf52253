import type { Comparison } from './fellegi-sunter.ts'

/** What people said of a pair: one person or two; undefined when nobody has looked at it. */
export type LabelOf<Item> = (a: Item, b: Item) => boolean | undefined

/** Levels that pairs showed, field by field, and how many pairs did. */
export type LevelPattern = {
  readonly levels: readonly (number | undefined)[]
  /** What people said of these pairs; undefined for pairs nobody has looked at. */
  readonly isSame?: boolean | undefined
  times: number
}

/** Pairs that agree on some key, whose fields are therefore no evidence in them. */
export type TrainingPass<Item> = {
  readonly fields: readonly string[]
  keyOf(item: Item): string | undefined
}

/** A key more records share than this is no key; all its pairs would take too long. */
const MOST_OF_A_KEY = 400

/**
 * Compares all pairs that share the key of a pass, within one list or across two, and counts which
 * levels they showed: there are few patterns and many pairs. Fields of the key are left out.
 */
export function levelPatterns<Item>(
  left: readonly Item[],
  right: readonly Item[] | undefined,
  { fields, keyOf }: TrainingPass<Item>,
  comparisons: readonly Comparison<Item>[],
  labelOf: LabelOf<Item> = () => undefined,
): LevelPattern[] {
  const patterns = new Map<string, LevelPattern>()
  const levelsOf = (a: Item, b: Item) =>
    comparisons.map(({ field, compare }) => (fields.includes(field) ? undefined : compare(a, b)))
  for (const [a, b] of pairsByKey(left, right, keyOf)) {
    count(patterns, levelsOf(a, b), labelOf(a, b))
  }
  return [...patterns.values()]
}

function count(
  patterns: Map<string, LevelPattern>,
  levels: LevelPattern['levels'],
  isSame: boolean | undefined,
): void {
  const key = `${levels.join()} ${isSame}`
  const known = patterns.get(key)
  if (known === undefined) patterns.set(key, { levels, isSame, times: 1 })
  else known.times += 1
}

function* pairsByKey<Item>(
  left: readonly Item[],
  right: readonly Item[] | undefined,
  keyOf: (item: Item) => string | undefined,
): Generator<readonly [Item, Item]> {
  const byKey = Map.groupBy(right ?? left, keyOf)
  for (const [key, ofKey] of Map.groupBy(left, keyOf)) {
    const others = key === undefined ? [] : (byKey.get(key) ?? [])
    if (Math.max(others.length, ofKey.length) > MOST_OF_A_KEY) continue
    // Within one list every pair comes once: each with those that stand behind.
    const partnersOf = (place: number) => (right === undefined ? others.slice(place + 1) : others)
    yield* ofKey.flatMap((a, place) => partnersOf(place).map((b) => [a, b] as const))
  }
}
