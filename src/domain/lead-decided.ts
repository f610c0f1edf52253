import type { AssignmentReason } from './assignment-reason.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'
import type { SkipReason } from './ledger.ts'
import type { CountReceipt } from './offer-terms.ts'
import type { Levels } from './skills.ts'

/** What a decision saw that no other event tells. */
type Seen = {
  /** Whose the person was, and since which lead; without it nobody's. */
  seenOwner?: { repId: RepId; leadId?: LeadId }
}

/** A rep, by name or as the owner, or a pool that would have had the lead before, and why nobody took it. */
export type PassedOver = {
  readonly poolId?: PoolId
  readonly skipped: Readonly<Record<RepId, SkipReason>>
}

/** Who got a lead, or that it waits. */
export type LeadDecided =
  | (Seen & {
      type: 'LeadAssigned'
      at: Date
      assignmentId: AssignmentId
      repId: RepId
      reason: AssignmentReason
      poolId?: PoolId
      /** The entry of the pool's ledger that charged this pick. */
      ledgerSequence?: number
      /** Whom the rep covers for; the person stays with them. */
      coversFor?: RepId
      /** Wished skills that nobody had in time. */
      dropped?: readonly string[]
      /** Whom the chain of the route names before, in order. */
      passedOver?: readonly PassedOver[]
      /** Who gave it by hand: the name of their token. */
      by?: string
      /** When the pool that held it should have let it go; the next is due so long after. */
      released?: Date
      acknowledgeBy: Date
      /** How the minutes up to then were counted; absent for the wall clock. */
      receipt?: CountReceipt
      /** The escalation policy it follows. */
      policyId?: string
      /** They agreed to be called at any hour, so every minute counts. */
      atAnyHour?: true
      /** When its first step is due. */
      nextAt?: Date
      revision: number
    })
  | (Seen & {
      type: 'LeadAttachedToOwner'
      at: Date
      assignmentId: AssignmentId
      repId: RepId
      revision?: number
    })
  | (Seen & {
      type: 'LeadPutOnWaitingList'
      at: Date
      why: 'nobody-available'
      poolIds: readonly PoolId[]
      until?: Date
      /** Why each of those along the chain, or in the pool that holds it, could not take it. */
      skipped?: Readonly<Record<RepId, SkipReason>>
      /** The skills that it waits for somebody to have; those that are only wished among them. */
      needed?: Levels
      /** The pool that holds it until its turn, and whom it waits for there. */
      heldFor?: { poolId: PoolId; repIds: readonly RepId[] }
      /** Those who would have had it before whom it waits for. */
      passedOver?: readonly PassedOver[]
      revision?: number
    })
