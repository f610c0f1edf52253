import type { PoolId, RepId } from '../domain/ids.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import { FALLBACK } from '../domain/route.ts'
import { UNITS_PER_CREDIT } from '../domain/shares.ts'
import type { WorldLead } from './world.ts'

/** What is counted of one pool: its turns, and how far anybody was from their fair share. */
export type PoolTally = { picks: number; worst: number; latest: number }

/** What is counted while a history is gone through. */
export type Tally = {
  /** By rep, then by day (UTC): how many leads they were offered. */
  readonly offers: Map<RepId, Map<string, number>>
  readonly pools: Map<PoolId, PoolTally>
  /** Leads that no rule took, each time. */
  unrouted: number
  /** Times that a lead was put on the waiting list. */
  waits: number
  /** How long those waited that do so no more, in milliseconds, and how many they are. */
  waitedMs: number
  waited: number
  defaultAcceptor: number
  acknowledgedInTime: number
}

/** Nothing yet. */
export const emptyTally = (): Tally => ({
  ...{ offers: new Map(), pools: new Map(), unrouted: 0, waits: 0, waitedMs: 0, waited: 0 },
  ...{ defaultAcceptor: 0, acknowledgedInTime: 0 },
})

/** Counts an event of a lead that stands as it did before. */
export function countEvent(tally: Tally, own: WorldLead, event: LeadEvent): void {
  if (event.type === 'LeadRouted' && event.ruleId === FALLBACK) tally.unrouted += 1
  if (event.type === 'LeadPutOnWaitingList') tally.waits += 1
  if (event.type === 'LeadAssigned' || event.type === 'LeadAttachedToOwner')
    countGiven(tally, own, event)
  if (event.type === 'AssignmentAcknowledged' && own.acknowledgeBy !== undefined) {
    if (event.at <= own.acknowledgeBy) tally.acknowledgedInTime += 1
  }
}

type Given = Extract<LeadEvent, { type: 'LeadAssigned' | 'LeadAttachedToOwner' }>

function countGiven(tally: Tally, { waitsSince }: WorldLead, event: Given): void {
  const { at, repId } = event
  if (waitsSince !== undefined) {
    tally.waited += 1
    tally.waitedMs += at.getTime() - waitsSince.getTime()
  }
  if (event.type === 'LeadAttachedToOwner') return
  if (event.reason === 'default-acceptor') tally.defaultAcceptor += 1
  const byDay = tally.offers.get(repId) ?? new Map<string, number>()
  const day = at.toISOString().slice(0, 10)
  tally.offers.set(repId, byDay.set(day, (byDay.get(day) ?? 0) + 1))
}

/** Counts an entry of a ledger. */
export function countEntry({ pools }: Tally, { kind, poolId, credits }: LedgerEntry): void {
  const latest = Math.max(0, ...Object.values(credits).map(Math.abs)) / UNITS_PER_CREDIT
  const { picks = 0, worst = 0 } = pools.get(poolId) ?? {}
  const more = kind === 'pick' ? 1 : 0
  pools.set(poolId, { picks: picks + more, worst: Math.max(worst, latest), latest })
}

/** How many leads were offered to a rep, and how many on the busiest day. */
export function offersOf(repId: RepId, { offers }: Tally) {
  const days = [...(offers.get(repId)?.values() ?? [])]
  return { all: days.reduce((sum, one) => sum + one, 0), busiestDay: Math.max(0, ...days) }
}
