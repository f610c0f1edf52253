import type { PoolId, RepId } from './ids.ts'
import type { EntryProblem } from './verify-entry.ts'

/** Where a ledger does not add up. */
export type LedgerProblem = {
  readonly sequence: number
  readonly problem: EntryProblem | 'refund-wrong' | 'unreadable' | 'bound-exceeded'
}

/** What one member was due and got, in leads, of which each counts with its worth. */
export type MemberProof = {
  readonly repId: RepId
  /** The sum of the shares they gained, and of what was adjusted. */
  readonly entitled: number
  /** Without those that were refunded. */
  readonly received: number
  readonly refunded: number
  /** As many as they count as having had before they joined; undefined for who was there first. */
  readonly calibration: number | undefined
  /** What they are owed after the last entry; below 0 when they are ahead. */
  readonly credit: number
  /** What they missed while away and still catch up on. */
  readonly missed: number
}

/** Why no bound is proven for a ledger. */
export type BoundGap =
  | 'unequal-weights'
  | 'passed-over'
  | 'catch-up'
  | 'refund'
  | 'adjustment'
  | 'removal'

/** What going through a ledger shows. */
export type FairnessProof = {
  /** Undefined for a ledger without entries. */
  readonly poolId: PoolId | undefined
  readonly entries: number
  /** The last hash: with it a later export shows whether an end was cut off. */
  readonly head: string | undefined
  readonly problems: readonly LedgerProblem[]
  /** By rep id. */
  readonly members: readonly MemberProof[]
  /** The furthest anybody ever was from a fair share, in leads. */
  readonly furthest:
    | { readonly leads: number; readonly repId: RepId; readonly sequence: number }
    | undefined
  /**
   * (n - 1) / 2 leads for n members, times the worth of the dearest lead: proven where those who share
   * a lead do so by equal weights and may all be picked. Where it is not, `gaps` says why, and `furthest` is what was measured.
   */
  readonly bound: { readonly leads: number; readonly gaps: readonly BoundGap[] }
}
