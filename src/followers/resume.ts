import { REENTRY_STAGE } from '../domain/lead.ts'
import type { ResumeReason } from '../domain/resume-reason.ts'
import type { Follower } from '../ports/follower.ts'

/** What a task may say of why; one that says nothing is for the beginning of a shift. */
const REASONS: ReadonlyMap<string | undefined, ResumeReason> = new Map([
  ['cap-freed', 'cap-freed'],
  ['wish-dropped', 'wish-dropped'],
  ['its-turn', 'its-turn'],
  ['account-changed', 'account-changed'],
])

/** Sends a waiting lead through the rules again when a shift begins, or what its subject says. */
export const resume: Follower = {
  name: 'resume',
  async run(task, { leads, clock }) {
    const why = REASONS.get(task.subject) ?? 'shift-start'
    await leads.record(task.leadId, (lead) =>
      lead.state === 'waiting'
        ? { event: { type: 'LeadResumed', at: clock(), why, resumeAt: REENTRY_STAGE } }
        : undefined,
    )
  },
}
