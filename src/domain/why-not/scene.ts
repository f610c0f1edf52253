import type { Facts } from '../condition-fields.ts'
import type { Decision, Locked } from '../decision.ts'
import type { RepId } from '../ids.ts'
import type { Lead } from '../lead.ts'
import type { Target } from '../route.ts'

/** All that a decision depended on: what the rules saw, the lead, and what the locks held still. */
export type Scene = {
  readonly facts: Facts
  readonly lead: Lead
  readonly locked: Locked
}

/** What the engine made of a scene. */
export type Outcome = { readonly chain: readonly Target[]; readonly decision: Decision }

/** The very engine that decides: rules, then whoever can take the lead. Pure, but for new ids. */
export type Engine = (scene: Scene) => Outcome

/** Who got the lead; undefined when it waits. */
export function receiverOf({ decision: { event } }: Outcome): RepId | undefined {
  return event.type === 'LeadAssigned' || event.type === 'LeadAttachedToOwner'
    ? event.repId
    : undefined
}
