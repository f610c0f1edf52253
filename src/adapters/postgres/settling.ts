import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import type { LeadEventType } from '../../domain/lead-event.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { LeadStep } from './outcome-rows.ts'

/** An offer that has ended, with messages about it that still ask for an answer. */
export type Settling = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly at: Date
}

const ENDING: ReadonlySet<LeadEventType> = new Set([
  'AssignmentAcknowledged',
  'AssignmentDeclined',
  'AssignmentExpired',
  'AssignmentClosed',
] as const)

/** The offers that these outcomes have ended and that messages were sent about. */
export async function settledBy(tx: Tx, steps: readonly LeadStep[]): Promise<readonly Settling[]> {
  const ended = steps.flatMap(({ after, outcomes }) =>
    outcomes.flatMap(({ event }) =>
      ENDING.has(event.type) && 'assignmentId' in event && event.assignmentId !== undefined
        ? [{ leadId: after.id, assignmentId: event.assignmentId, at: event.at }]
        : [],
    ),
  )
  if (ended.length === 0) return []
  const rows = await tx
    .selectFrom('notifications')
    .select('assignmentId')
    .distinct()
    .where('assignmentId', '=', anyOf(ended.map(({ assignmentId }) => assignmentId)))
    // The list inside the product shows leads as they are.
    .where('channel', '<>', 'in-app')
    .execute()
  const told = new Set(rows.map(({ assignmentId }) => assignmentId))
  return ended.filter(({ assignmentId }) => told.has(assignmentId))
}
