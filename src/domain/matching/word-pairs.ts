import { jaroWinkler } from './jaro-winkler.ts'

/** Two words taken for one, with how alike they are, 0 to 1. */
export type WordPair = { readonly word: string; readonly other: string; readonly likeness: number }

/** Says how alike two words are; below `from` they are two words. */
export type WordLikeness = (a: string, b: string) => number

/** Words this alike are taken for one word with a slip of the pen. */
const SAME_WORD = 0.9
/** Shorter words differ by a letter and mean something else. */
const SHORTEST = 3

/** One word with a slip of the pen counts as itself, a little less. */
export function slipLikeness(a: string, b: string): number {
  if (a === b) return 1
  const likeness = Math.min(a.length, b.length) < SHORTEST ? 0 : jaroWinkler(a, b)
  return likeness >= SAME_WORD ? likeness : 0
}

/**
 * Which words of one text stand in the other: the most alike first, each word once. Words that are
 * not alike at all (0) stay alone.
 */
export function wordPairs(
  a: readonly string[],
  b: readonly string[],
  likenessOf: WordLikeness = slipLikeness,
): WordPair[] {
  const all = a.flatMap((word, first) =>
    b.flatMap((other, second) => {
      const likeness = likenessOf(word, other)
      return likeness > 0 ? [{ word, other, likeness, first, second }] : []
    }),
  )
  all.sort((x, y) => y.likeness - x.likeness)
  const usedA = new Set<number>()
  const usedB = new Set<number>()
  return all.filter(({ first, second }) => {
    if (usedA.has(first) || usedB.has(second)) return false
    usedA.add(first)
    usedB.add(second)
    return true
  })
}
