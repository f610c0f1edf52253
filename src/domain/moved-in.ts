/** Something that stands elsewhere in a list than before; places count from 1. */
export type Moved = { readonly name: string; readonly from: number; readonly to: number }

/**
 * The fewest names that have to be moved to bring those that both lists have from one order into
 * the other. Places are those among all names of each list, so that they can be looked up.
 */
export function movedIn(before: readonly string[], after: readonly string[]): readonly Moved[] {
  const placeBefore = new Map(before.map((name, index) => [name, index]))
  const common = after.filter((name) => placeBefore.has(name))
  const stay = new Set(longestRising(common, (name) => placeBefore.get(name) ?? 0))
  return common
    .filter((name) => !stay.has(name))
    .map((name) => ({
      name,
      from: (placeBefore.get(name) ?? 0) + 1,
      to: after.indexOf(name) + 1,
    }))
}

/** The longest part, in this order, whose numbers rise: patience sorting, in n log n steps. */
function longestRising(names: readonly string[], numberOf: (name: string) => number): string[] {
  const tops: string[] = []
  const below = new Map<string, string | undefined>()
  for (const name of names) {
    const pile = firstNotBelow(tops, numberOf(name), numberOf)
    below.set(name, tops[pile - 1])
    tops[pile] = name
  }
  const rising: string[] = []
  for (let name = tops.at(-1); name !== undefined; name = below.get(name)) rising.push(name)
  return rising.reverse()
}

function firstNotBelow(
  tops: readonly string[],
  number: number,
  numberOf: (name: string) => number,
): number {
  let [low, high] = [0, tops.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberOf(tops[middle] ?? '') < number) low = middle + 1
    else high = middle
  }
  return low
}
