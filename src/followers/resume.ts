import { REENTRY_STAGE } from '../domain/lead.ts'
import type { Follower } from '../ports/follower.ts'

/** Sends a waiting lead through the rules again when a shift begins, or what its subject says. */
export const resume: Follower = {
  name: 'resume',
  async run(task, { leads, clock }) {
    await leads.record(task.leadId, (lead) =>
      lead.state === 'waiting'
        ? {
            event: {
              type: 'LeadResumed',
              at: clock(),
              why: task.subject === 'cap-freed' ? 'cap-freed' : 'shift-start',
              resumeAt: REENTRY_STAGE,
            },
          }
        : undefined,
    )
  },
}
