import type { Follower } from '../ports/follower.ts'
import { tellRep } from './tell-rep.ts'

/** Tells a rep who has taken a lead that late data say it is for somebody else, and what they may do. */
export const tellSwap: Follower = {
  name: 'tell-swap',
  run: (task, ports, turn) => tellRep(task, 'swap', ports, turn),
}
