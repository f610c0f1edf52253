/** Work in the background never stops altogether: this much goes on however busy leads are. */
const LEAST = 8

/**
 * How many jobs may run at once, asked before each claim: half as many each time while others need the
 * machine, twice as many while they do not, between 8, from where it begins, and the limit. Only powers
 * of two below the limit, since each size is a statement of its own.
 */
export function allowance(limit: number, mustGiveWay: () => boolean): () => number {
  let now = LEAST
  return () => {
    now = mustGiveWay() ? Math.max(LEAST, now / 2) : now * 2
    now = Math.min(limit, now)
    return now
  }
}
