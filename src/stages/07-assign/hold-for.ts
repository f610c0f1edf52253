import type { Pool } from '../../domain/documents/teams.ts'
import type { RepId } from '../../domain/ids.ts'
import {
  aheadOf,
  EMPTY_QUEUE,
  isHeld,
  isTime,
  nextRelease,
  releaseTime,
} from '../../domain/pool-queue.ts'
import { poolNamed } from './availability.ts'
import type { PoolTarget } from './from-pool.ts'
import type { Giving } from './giving.ts'
import { type Wait, waitForPool } from './wait-for.ts'

/** Seconds between two held leads, where a pool says nothing of it. */
const EVERY_SECONDS = 15

const everyOf = ({ releaseEverySeconds = EVERY_SECONDS }: Pool) => releaseEverySeconds

const queueOf = ({ id }: Pool, { locked }: Giving) => locked.queues.get(id) ?? EMPTY_QUEUE

/**
 * Whether a lead has to stay behind others that the pool holds, although these reps are free: one that
 * is hotter or came earlier waits for one of them, or the one before it has only just gone.
 */
export function staysBehind(pool: Pool, giving: Giving, free: ReadonlySet<RepId>): boolean {
  if (pool.whenNobody !== 'hold') return false
  const queue = queueOf(pool, giving)
  if (aheadOf(giving.lead, queue, free).length > 0) return true
  return isHeld(giving.lead, queue) && !isTime(queue, everyOf(pool), giving.locked.now)
}

/** When a lead that goes now should have gone, if the pool held it; undefined if it did not. */
export function releasedAt(pool: Pool, giving: Giving): Date | undefined {
  const queue = queueOf(pool, giving)
  if (pool.whenNobody !== 'hold' || !isHeld(giving.lead, queue)) return undefined
  return releaseTime(queue, everyOf(pool), giving.locked.now)
}

/**
 * Holds a lead for a pool, the hottest first and equals as they came, until its turn after the first opening;
 * undefined where the pool holds nothing, or nobody of it is left to wait for.
 */
export function holdFor(giving: Giving, target: PoolTarget): Wait | undefined {
  const { lead, locked, needed } = giving
  const pool = poolNamed(target.poolId, locked)
  if (pool?.whenNobody !== 'hold') return undefined
  const { wait, repIds, free } = waitForPool(lead, locked, needed, target)
  if (wait === undefined) return undefined
  const queue = queueOf(pool, giving)
  const isOpen = free.size > 0
  const ahead = aheadOf(lead, queue, isOpen ? free : new Set(repIds)).length
  const everyMs = everyOf(pool) * 1_000
  const first = isOpen ? (nextRelease(queue, everyOf(pool)) ?? locked.now) : wait.until
  const until = first && new Date(Math.max(first.getTime(), locked.now.getTime()) + ahead * everyMs)
  return {
    ...wait,
    until,
    ...(until !== undefined && (isOpen || ahead > 0) && { wakesFor: 'its-turn' as const }),
    heldFor: { poolId: pool.id, repIds },
  }
}
