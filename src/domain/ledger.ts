import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'

/** One credit is this many units. Integers, so that credits of a pool add up to exactly zero. */
export const UNITS_PER_CREDIT = 1_000_000_000

/** What each member of a pool is owed, after the entry with this sequence number. */
export type PoolLedger = {
  readonly poolId: PoolId
  /** The number of entries so far. */
  readonly sequence: number
  /** In units of `UNITS_PER_CREDIT`; a member not named has 0. The sum is always 0. */
  readonly credits: Readonly<Record<RepId, number>>
  /** Hash of the latest entry, hexadecimal; the pool id's hash before the first. */
  readonly head: string
}

/** Why a member was not considered for a pick. */
export type SkipReason = 'off-hours' | 'away' | 'inactive' | 'had-this-lead'

/** One pick, recorded for good: who was entitled, who was picked, why others were skipped. */
export type LedgerEntry = {
  readonly poolId: PoolId
  readonly sequence: number
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly at: Date
  readonly seed: number
  readonly revision: number
  /** Members who gain credit by this pick, with the weights they had. */
  readonly entitled: Readonly<Record<RepId, number>>
  readonly skipped: Readonly<Record<RepId, SkipReason>>
  /** Credits of all members after this entry. */
  readonly credits: Readonly<Record<RepId, number>>
  readonly previousHash: string
  readonly hash: string
}
