import { type Lead, REENTRY_STAGE } from '../domain/lead.ts'
import type { Follower } from '../ports/follower.ts'

/**
 * Takes an assignment back when its rep has not acknowledged in time, and sends the lead through
 * the rules again without them. Decided under the lead's lock, so that an acknowledgement in the
 * same moment either comes before or finds the assignment expired; never both.
 */
export const escalate: Follower = {
  name: 'escalate',
  async run(task, { leads, clock }) {
    await leads.record(task.leadId, (lead) => {
      const stillOffered =
        lead.state === 'assigned' && lead.assignmentId === task.subject && !isTakenUp(lead)
      if (!stillOffered || lead.assignmentId === undefined || lead.repId === undefined) return
      const { assignmentId, repId } = lead
      return {
        event: {
          type: 'AssignmentExpired',
          at: clock(),
          assignmentId,
          repId,
          resumeAt: REENTRY_STAGE,
        },
      }
    })
  },
}

/** Whoever has called already has acknowledged by it, whether they said so or not. */
const isTakenUp = ({ acknowledgedAt, firstContactAt, outcome }: Lead) =>
  acknowledgedAt !== undefined || firstContactAt !== undefined || outcome !== undefined
