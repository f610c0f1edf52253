import { alertSubject } from '../../domain/alert-subject.ts'
import type { LeadId } from '../../domain/ids.ts'
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
 * Resolves with whom to tell: not whoever is away already, so that several leads at once tell them once.
 */
export async function followSetAway(tx: Tx, steps: readonly LeadStep[]): Promise<ToldAway[]> {
  const told: ToldAway[] = []
  for (const { leadId, assignmentId, repId, at } of awayIn(steps)) {
    const change = { repId, presence: 'set-away', by: 'escalation', at } as const
    if (!(await addPresenceChange(tx, change))) continue
    const about = { assignmentId, step: 'set-away', repId, occasion: 'escalation' } as const
    told.push({ leadId, at, subject: alertSubject(about) })
  }
  return told
}

/** Somebody to be told that they are set away, as the subject of the task says. */
export type ToldAway = { readonly leadId: LeadId; readonly at: Date; readonly subject: string }

const awayIn = (steps: readonly LeadStep[]) =>
  steps.flatMap(({ after, outcomes }) =>
    outcomes
      .map(({ event }) => event)
      .filter(setsAway)
      .map((event) => ({ ...event, leadId: after.id })),
  )
