import type { LeadId, PoolId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import type { Tier } from './lead-event.ts'
import { urgencyOf } from './urgency.ts'

/** A lead that a pool holds until somebody of it is there. */
export type HeldLead = {
  readonly leadId: LeadId
  readonly receivedAt: Date
  /** When the pool began to hold it. */
  readonly tier: Tier | undefined
  /** Members who may come and take it. */
  readonly repIds: readonly RepId[]
}

/** What a pool holds, and when it last let a lead go. */
export type PoolQueue = {
  readonly held: readonly HeldLead[]
  readonly releasedAt: Date | undefined
}

/** A lead that is held from now on. */
export type HeldIn = HeldLead & { readonly poolId: PoolId }

export const EMPTY_QUEUE: PoolQueue = { held: [], releasedAt: undefined }

/** Those that go before this lead and wait for one of these reps, too: hotter ones, and of its tier the earlier. */
export function aheadOf(
  { id: leadId, receivedAt, tier }: Lead,
  { held }: PoolQueue,
  repIds: ReadonlySet<RepId>,
): readonly HeldLead[] {
  return held.filter(
    (one) =>
      one.leadId !== leadId &&
      inOrder(one, { leadId, receivedAt, tier }) < 0 &&
      one.repIds.some((repId) => repIds.has(repId)),
  )
}

type Placed = Pick<HeldLead, 'leadId' | 'receivedAt' | 'tier'>

function inOrder(a: Placed, b: Placed): number {
  const byUrgency = urgencyOf(b.tier) - urgencyOf(a.tier)
  const byTime = a.receivedAt.getTime() - b.receivedAt.getTime()
  return byUrgency || byTime || (a.leadId < b.leadId ? -1 : Number(a.leadId > b.leadId))
}

/** Whether the pool holds this lead already. */
export const isHeld = ({ id }: Lead, { held }: PoolQueue): boolean =>
  held.some(({ leadId }) => leadId === id)

/**
 * Jobs come up to a second late, and one lead's delay must not put off the next: a lead may go so
 * much before its time, which is counted from when the one before should have gone.
 */
const EARLY_MS = 2_000

/** When the next lead may go; undefined when none has gone yet. */
export const nextRelease = ({ releasedAt }: PoolQueue, everySeconds: number): Date | undefined =>
  releasedAt && new Date(releasedAt.getTime() + everySeconds * 1_000)

/** Whether it is time for the next lead. */
export function isTime(queue: PoolQueue, everySeconds: number, now: Date): boolean {
  const next = nextRelease(queue, everySeconds)
  return next === undefined || now.getTime() >= next.getTime() - EARLY_MS
}

/** When a lead that goes now should have gone: the next is due so long after. */
export function releaseTime(queue: PoolQueue, everySeconds: number, now: Date): Date {
  const next = nextRelease(queue, everySeconds)
  const isOnTime = next !== undefined && Math.abs(next.getTime() - now.getTime()) <= EARLY_MS
  return isOnTime ? next : now
}
