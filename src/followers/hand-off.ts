import type { Follower } from '../ports/follower.ts'
import { tellRep } from './tell-rep.ts'

/**
 * Tells the rep that the visitor of a chat, whose lead they have already, asks for a person. The
 * alert takes the place of the one about the assignment: one line in the rep's list for each lead.
 */
export const handOff: Follower = {
  name: 'hand-off',
  run: (task, ports, turn) => tellRep(task, 'hand-off', ports, turn),
}
