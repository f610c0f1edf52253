import { type RawBuilder, sql } from 'kysely'
import {
  ACTIVE_STATUSES,
  type AssignmentStatus,
  UNANSWERED_STATUSES,
} from '../../domain/assignment.ts'

/** As literals, because the indexes of assignments are by these statuses. */
const statusIn = (statuses: readonly AssignmentStatus[]): RawBuilder<boolean> =>
  sql`a.status in (${sql.join(statuses.map((status) => sql.lit(status)))})`

/** Whether the assignment `a` is one that its rep has still. */
export const IS_ACTIVE = statusIn(ACTIVE_STATUSES)

/** Whether the assignment `a` is one that its rep has and has not answered. */
export const IS_UNANSWERED = statusIn(UNANSWERED_STATUSES)
