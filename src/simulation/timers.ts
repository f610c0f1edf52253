/** Something that becomes due, kept in the order of its time. */
export type Timers<T> = {
  add(dueAt: Date, what: T): void
  /** Takes out the first that is due by then; undefined when none is. */
  first(by: Date): { readonly at: Date; readonly what: T } | undefined
}

/** A list kept sorted from its end: what is added is nearly always the latest. */
export function timers<T>(): Timers<T> {
  const waiting: { readonly at: Date; readonly what: T }[] = []
  let first = 0
  return {
    add(at, what) {
      const before = waiting.findLastIndex((one, index) => index >= first && one.at <= at)
      waiting.splice(Math.max(before + 1, first), 0, { at, what })
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

/** Taking each out at the front would move all the others every time. */
const FORGET_AFTER = 1_000
