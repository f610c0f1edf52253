import { type AssignmentStatus, isActive, isUnanswered } from './assignment.ts'
import type { TakenLead } from './capacity.ts'
import type { LeadEvent } from './lead-event.ts'
import { statusAfter } from './status-after.ts'

/** What the place that a lead takes of its rep depends on. */
export type Taking = {
  readonly status: AssignmentStatus
  readonly hasOutcome: boolean
  readonly isContacted: boolean
}

/** Which places of its rep a lead takes by now. */
export function placeTaken({
  status,
  hasOutcome,
  isContacted,
}: Taking): Pick<TakenLead, 'isOpen' | 'isUnacknowledged'> {
  const isOpen = isActive(status) && !hasOutcome
  return { isOpen, isUnacknowledged: isOpen && isUnanswered(status) && !isContacted }
}

/** Whether an event may give a rep a place again: by nothing else does `placeTaken` become less. */
export function freesPlace(event: LeadEvent): boolean {
  if (event.type === 'FirstContactMade' || event.type === 'OutcomeRecorded') return true
  const after = statusAfter(event)
  return after !== undefined && !isUnanswered(after.status)
}
