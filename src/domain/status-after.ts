import type { AssignmentStatus } from './assignment.ts'
import type { AssignmentId } from './ids.ts'
import type { LeadEvent } from './lead-event.ts'

/** An assignment, and the status that it has now. */
export type StatusChange = {
  readonly assignmentId: AssignmentId
  readonly status: Exclude<AssignmentStatus, 'offered'>
}

/** Which assignment an event gives another status, and which; undefined for most events. */
export function statusAfter(event: LeadEvent): StatusChange | undefined {
  switch (event.type) {
    case 'AssignmentAcknowledged':
      return { assignmentId: event.assignmentId, status: 'acknowledged' }
    case 'AssignmentSnoozed':
      return { assignmentId: event.assignmentId, status: 'snoozed' }
    case 'AssignmentDeclined':
      return { assignmentId: event.assignmentId, status: 'declined' }
    case 'AssignmentExpired':
      return { assignmentId: event.assignmentId, status: 'expired' }
    case 'AssignmentClosed':
      return { assignmentId: event.assignmentId, status: 'closed' }
    case 'LeadErased':
      return event.assignmentId && { assignmentId: event.assignmentId, status: 'closed' }
    default:
      return undefined
  }
}
