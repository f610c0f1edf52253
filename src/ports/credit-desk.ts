import type { AdjustmentReason, RefundReason } from '../domain/credit-reason.ts'
import type { LeadId, PoolId, RepId } from '../domain/ids.ts'
import type { CreditEntry } from '../domain/ledger.ts'

/** Changes of what members of a pool are owed, each an entry of its ledger. */
export type CreditDesk = {
  /**
   * Undoes the latest pick of a lead, so that its rep gets another in its place. Of two at once one
   * wins. Rejects with `Refused`: `refund-nothing` when no pool gave the lead to anybody,
   * `refund-conflict` when that was refunded before, `refund-rep-left` when the rep is in the pool no
   * more.
   */
  refund(leadId: LeadId, reason: RefundReason, by: string): Promise<CreditEntry>
  /**
   * Gives a member so many credits, which the others pay by weight; below 0 the other way round. Rejects
   * with `Refused`: `pool-unknown`, `adjustment-no-member`, `adjustment-alone` when nobody could pay.
   */
  adjust(poolId: PoolId, adjustment: Adjustment): Promise<CreditEntry>
}

export type Adjustment = {
  readonly repId: RepId
  readonly credits: number
  readonly reason: AdjustmentReason
  readonly by: string
}
