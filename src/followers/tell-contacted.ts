import { readContactSubject } from '../domain/contact-subject.ts'
import type { Follower } from '../ports/follower.ts'
import { tellRepOf } from './tell-rep.ts'

/**
 * Tells the rep of a lead that somebody else has reached its person, as the CRM says: two who call within
 * the hour look bad. An alert of its own, so that the offer before it can still be answered.
 */
export const tellContacted: Follower = {
  name: 'tell-contacted',
  async run(task, ports, turn) {
    const { assignmentId, how, repId } = readContactSubject(task.subject)
    const { reps } = (await ports.configuration.current()).documents.teams
    const by = reps.find(({ id }) => id === repId)?.name
    const alert = { occasion: 'contacted', step: 'contacted', contact: { how, by } } as const
    await tellRepOf({ ...task, subject: assignmentId }, alert, ports, turn)
  },
}
