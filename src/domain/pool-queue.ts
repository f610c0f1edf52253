import type { LeadId, PoolId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'

/** A lead that a pool holds until somebody of it is there. */
export type HeldLead = {
  readonly leadId: LeadId
  readonly receivedAt: Date
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

type Held = Pick<Lead, 'id' | 'receivedAt'>

/** Those that came before this lead and wait for one of these reps, too. */
export function aheadOf(
  { id, receivedAt }: Held,
  { held }: PoolQueue,
  repIds: ReadonlySet<RepId>,
): readonly HeldLead[] {
  return held.filter((one) => {
    const [theirs, ours] = [one.receivedAt.getTime(), receivedAt.getTime()]
    const isBefore = theirs < ours || (theirs === ours && one.leadId < id)
    return isBefore && one.repIds.some((repId) => repIds.has(repId))
  })
}

/** Whether the pool holds this lead already. */
export const isHeld = ({ id }: Held, { held }: PoolQueue): boolean =>
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
