import { type AssignmentReason, assignmentReasonText } from './assignment-reason.ts'
import { explainPassedOver, type PassedOverExplained } from './explain-passed-over.ts'
import type { RecordedEvent } from './journey.ts'

/** One time that a rep got a lead, and the reason. */
export type AssignmentExplained = {
  readonly at: Date
  readonly repId: string
  readonly name: string
  readonly reason: AssignmentReason
  /** The same for people. */
  readonly reasonText: string
  readonly revision: number | undefined
  /** The owner of the account who was away. */
  readonly coversFor: string | undefined
  /** Wished skills that were done without. */
  readonly dropped: readonly string[] | undefined
  /** Who gave it by hand. */
  readonly by: string | undefined
  /** Who would have had it before, and why they did not get it. */
  readonly passedOver: readonly PassedOverExplained[]
}

/** The assignment that an event tells of; none for any other event. */
export function explainAssignment(
  event: RecordedEvent,
  nameOf: (repId: string) => string,
): AssignmentExplained[] {
  const { type, at, data } = event
  if (type !== 'LeadAssigned' && type !== 'LeadAttachedToOwner') return []
  const repId = String(data.repId)
  const reason = type === 'LeadAttachedToOwner' ? 'owner' : (data.reason as AssignmentReason)
  const given = {
    ...{ at, repId, name: nameOf(repId) },
    ...{ reason, reasonText: assignmentReasonText(reason) },
    revision: typeof data.revision === 'number' ? data.revision : undefined,
    coversFor: typeof data.coversFor === 'string' ? nameOf(data.coversFor) : undefined,
    dropped: Array.isArray(data.dropped) ? data.dropped.map(String) : undefined,
    by: typeof data.by === 'string' ? data.by : undefined,
  }
  return [{ ...given, passedOver: explainPassedOver(event, nameOf) }]
}
