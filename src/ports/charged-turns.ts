import type { AssignmentId } from '../domain/ids.ts'
import type { PickEntry } from '../domain/ledger.ts'

/** The turns that offers cost. */
export type ChargedTurns = {
  /**
   * The turn that an offer cost, unless it was refunded before; undefined when it cost none. Whoever
   * refunds it between this and the lock of its pool changes the lead, so a decision built on this is
   * overtaken.
   */
  of(assignmentId: AssignmentId): Promise<PickEntry | undefined>
}
