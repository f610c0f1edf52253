import type { Lead } from '../domain/lead.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import { alertText } from './alert-text.ts'
import { returnText } from './return-text.ts'
import { tellRep } from './tell-rep.ts'
import { whatIsNew } from './what-is-new.ts'

/** Tells the rep about their lead on every channel that reaches them; of one they know, what is new. */
export const notify: Follower = {
  name: 'notify',
  run: (task, ports, turn) => tellRep(task, { occasion: 'assigned', textOf }, ports, turn),
}

const textOf = async (lead: Lead, ports: FollowerPorts) =>
  lead.state === 'attached' ? returnText(lead, await whatIsNew(lead, ports)) : alertText(lead)
