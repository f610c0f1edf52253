/** Something that becomes due, kept in the order of its time. */
export type Timers<T> = {
  add(dueAt: Date, what: T): void
  /** Takes out the first that is due by then; undefined when none is. */
  first(by: Date): { readonly at: Date; readonly what: T } | undefined
}

/** A list kept sorted. */
export function timers<T>(): Timers<T> {
  const waiting: { readonly at: Date; readonly what: T }[] = []
  let first = 0
  return {
    add(at, what) {
      waiting.splice(placeAfter(at, waiting, first), 0, { at, what })
    },
    first(by) {
      const next = waiting[first]
      if (next === undefined || next.at > by) return undefined
      first += 1
      if (first > FORGET_AFTER) {
        waiting.splice(0, first)
        first = 0
      }
      return next
    },
  }
}

/** Behind all that are due by then. Halved, because tens of thousands may wait for the same morning. */
function placeAfter(at: Date, sorted: readonly { readonly at: Date }[], first: number): number {
  let [low, high] = [first, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const isBy = sorted[middle] !== undefined && sorted[middle].at <= at
    if (isBy) low = middle + 1
    else high = middle
  }
  return low
}

/** Taking each out at the front would move all the others every time. */
const FORGET_AFTER = 1_000
