import type { AssignmentReason } from './assignment-reason.ts'
import type { AssignmentId, ContactId, LeadId, PoolId, RepId } from './ids.ts'

export const ASSIGNMENT_STATUSES = [
  'offered',
  'acknowledged',
  'declined',
  'snoozed',
  'expired',
  'closed',
] as const
export type AssignmentStatus = (typeof ASSIGNMENT_STATUSES)[number]

/** The rep has the lead still: at most one such assignment exists per lead. */
export const ACTIVE_STATUSES = [
  'offered',
  'acknowledged',
  'snoozed',
] as const satisfies readonly AssignmentStatus[]

/** The rep has it and has not answered. */
export const UNANSWERED_STATUSES = [
  'offered',
  'snoozed',
] as const satisfies readonly AssignmentStatus[]

export const isActive = (status: AssignmentStatus): boolean =>
  ACTIVE_STATUSES.some((one) => one === status)

export const isUnanswered = (status: AssignmentStatus): boolean =>
  UNANSWERED_STATUSES.some((one) => one === status)

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
