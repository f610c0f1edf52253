import type { Follower } from '../ports/follower.ts'
import { tellRep } from './tell-rep.ts'

/**
 * Tells a rep that the person of a lead of theirs turned out to be one whom another rep has. The lead
 * stays with them; without a word they would only notice when the person's next lead goes elsewhere.
 */
export const tellJoined: Follower = {
  name: 'tell-joined',
  run: (task, ports, turn) => tellRep(task, 'joined', ports, turn),
}
