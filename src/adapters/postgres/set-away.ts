import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Tx } from './connect.ts'
import type { LeadStep } from './outcome-rows.ts'
import { addPresenceChange, holdPresenceAlone } from './presence-board.ts'

/** Whether an escalation has taken the lead from a rep who counts as away from then on. */
export const setsAway = (event: LeadEvent): event is Expired & { readonly setAway: true } =>
  event.type === 'AssignmentExpired' && event.setAway === true

type Expired = Extract<LeadEvent, { type: 'AssignmentExpired' }>

/** Holds who is there when these leads set somebody away: after leads, and before places of reps. */
export async function holdForSetAway(tx: Tx, steps: readonly LeadStep[]): Promise<void> {
  if (awayIn(steps).length > 0) await holdPresenceAlone(tx)
}

/**
 * Sets those reps away whose leads were taken from them for it, in the transaction that takes them: who
 * accepts in the same moment keeps the lead and stays, and what waits for a place of theirs finds them away.
 */
export async function followSetAway(tx: Tx, steps: readonly LeadStep[]): Promise<void> {
  for (const { repId, at } of awayIn(steps)) {
    await addPresenceChange(tx, { repId, presence: 'set-away', by: 'escalation', at })
  }
}

const awayIn = (steps: readonly LeadStep[]) =>
  steps.flatMap(({ outcomes }) => outcomes.map(({ event }) => event).filter(setsAway))
