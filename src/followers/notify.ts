import type { Follower } from '../ports/follower.ts'
import { tellRep } from './tell-rep.ts'

/** Tells the rep about their lead on every channel that reaches them; of one they know, what is new. */
export const notify: Follower = {
  name: 'notify',
  run: (task, ports, turn) => tellRep(task, 'assigned', ports, turn),
}
