import type { ErasureId } from '../domain/ids.ts'
import type { Follower } from '../ports/follower.ts'

/**
 * Carries out what was promised to people who want to be forgotten: with an erasure as its subject
 * it finishes that, else it erases the lead, which was taken back at its source.
 */
export const erase: Follower = {
  name: 'erase',
  async run({ leadId, subject }, { people }) {
    if (subject === undefined) await people.withdraw(leadId)
    else await people.finish(subject as ErasureId)
  },
}
