import type { Follower } from '../ports/follower.ts'
import { alertText } from './alert-text.ts'
import { tellRep } from './tell-rep.ts'

/** Tells the rep about their lead on every channel that reaches them. */
export const notify: Follower = {
  name: 'notify',
  run: (task, ports) => tellRep(task, { occasion: 'assigned', textOf: alertText }, ports),
}
