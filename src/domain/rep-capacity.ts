import type { Rep } from './documents/teams.ts'

/**
 * How many open leads a rep can work on at once: as stated, else by the lowest of their caps that count
 * all open leads. Undefined when nothing says so.
 */
export function capacityOf({ capacity, caps }: Pick<Rep, 'capacity' | 'caps'>): number | undefined {
  const open = caps.flatMap(({ of, most, tiers, sources }) =>
    of === 'open' && tiers === undefined && sources === undefined ? most : [],
  )
  return capacity ?? (open.length === 0 ? undefined : Math.min(...open))
}
