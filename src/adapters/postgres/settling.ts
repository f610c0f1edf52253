import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { LeadEvent, LeadEventType } from '../../domain/lead-event.ts'
import type { Tx } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import type { LeadStep } from './outcome-rows.ts'

/** An offer that has ended, or whose person was reached, with messages about it that do not say so. */
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

/** The offer that an event ends, or whose person was reached once it had been taken. */
function changedBy(event: LeadEvent, { assignmentId, acknowledgedAt }: Lead) {
  if (event.type === 'FirstContactMade')
    return acknowledgedAt === undefined ? undefined : assignmentId
  return ENDING.has(event.type) && 'assignmentId' in event ? event.assignmentId : undefined
}

/** The offers that these outcomes have changed and that messages were sent about. */
export async function settledBy(tx: Tx, steps: readonly LeadStep[]): Promise<readonly Settling[]> {
  const changed = steps.flatMap(({ after, outcomes }) =>
    outcomes.flatMap(({ event }) => {
      const assignmentId = changedBy(event, after)
      return assignmentId === undefined ? [] : [{ leadId: after.id, assignmentId, at: event.at }]
    }),
  )
  const ended = [...new Map(changed.map((one) => [one.assignmentId, one])).values()]
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
