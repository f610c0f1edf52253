import type { AssignmentReason } from './assignment-reason.ts'
import type { AssignmentId, ContactId, LeadId, PoolId, RepId } from './ids.ts'

/** `offered`, `acknowledged` and `snoozed` are active: at most one of those exists per lead. */
export const ASSIGNMENT_STATUSES = [
  'offered',
  'acknowledged',
  'declined',
  'snoozed',
  'expired',
  'closed',
] as const
export type AssignmentStatus = (typeof ASSIGNMENT_STATUSES)[number]

/** A lead given to a rep. */
export type Assignment = {
  readonly id: AssignmentId
  readonly leadId: LeadId
  readonly contactId: ContactId
  readonly repId: RepId
  readonly status: AssignmentStatus
  readonly reason: AssignmentReason
  readonly poolId: PoolId | undefined
  readonly ledgerSequence: number | undefined
  readonly offeredAt: Date
  /** Undefined for a lead attached to its owner as activity: nothing was offered. */
  readonly acknowledgeBy: Date | undefined
  readonly acknowledgedAt: Date | undefined
}
