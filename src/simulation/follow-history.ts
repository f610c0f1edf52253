import type { LeadState } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import type { CreditEntry } from '../domain/ledger.ts'
import type { Habits } from '../domain/simulation/habits.ts'
import type { Lookups } from '../domain/simulation/lookups.ts'
import type { CreditOfPool, EventOfLead } from '../domain/simulation/moment.ts'
import { applyEvent, leadIn } from './apply-event.ts'
import { creditAgain, refundIn } from './credit-again.ts'
import { enact, enter, giveIn } from './engine.ts'
import { type Following, occasionOf } from './following.ts'
import { inventedId } from './invented-id.ts'
import { type GivenToRep, isByHand, isDeciding, isOfRep, type OfRep } from './kinds-of-events.ts'
import { decide, passTime, retryAll, retryFor, route } from './own-course.ts'
import { timers } from './timers.ts'
import type { Charged, World, WorldLead } from './world.ts'

/**
 * Lets other documents meet the same past: the same leads at the same moments, and what people did as
 * long as it is about the rep who has the lead here too. A rep who has a lead they did not have then
 * acknowledges it after the time they usually take, and keeps it. A lead that waits here alone is tried
 * again whenever something that it may wait for has changed.
 */
export function followHistory(world: World, lookups: Lookups, habits: Habits) {
  const following: Following = {
    ...{ world, lookups, habits, due: timers(), waitingHere: new Set() },
    revision: 0,
  }
  return {
    /** `stateThen` is where the lead stood in the past, before this; `seed` what lots were drawn by. */
    event(moment: EventOfLead, stateThen: LeadState, seed: number): void {
      const { event } = moment
      passTime(following, event.at)
      if ('revision' in event && event.revision !== undefined) following.revision = event.revision
      const own = leadIn(world, moment.leadId, moment.receivedAt)
      if (event.type === 'LeadRouted') routeAsThen(following, own, event, moment.parts)
      else if (isDeciding(event)) decideAsThen(following, own, event, { stateThen, seed })
      else if (isOfRep(event)) actAsThen(following, own, event)
      else happenAsThen(following, own, event, stateThen)
    },
    credit(moment: CreditOfPool): void {
      passTime(following, moment.entry.at)
      enterAsThen(following, moment)
    },
    /** Somebody is there from now on, or is not. */
    attendanceChanged(at: Date): void {
      passTime(following, at)
      retryAll(following, at)
    },
  }
}

type Routed = Extract<LeadEvent, { type: 'LeadRouted' }>

function routeAsThen(
  following: Following,
  own: WorldLead,
  event: Routed,
  parts: LeadParts | undefined,
): void {
  if (own.lead.state !== 'travelling') return
  // Nobody knows any more what the rules saw of somebody who was erased, so they saw the same.
  if (parts === undefined) applyEvent(following.world, own, event)
  else route(following, own, event.at, parts)
}

function decideAsThen(
  following: Following,
  own: WorldLead,
  event: LeadEvent,
  { stateThen, seed }: { readonly stateThen: LeadState; readonly seed: number },
): void {
  if (isByHand(event, stateThen)) giveByHand(following, own, event)
  if (isByHand(event, stateThen) || own.lead.state !== 'travelling') return
  const then = 'assignmentId' in event ? event.assignmentId : undefined
  const assignmentId = then ?? inventedId(own.lead, event.at)
  decide(following, own, occasionOf(following, event.at, assignmentId, seed), event)
}

/** Whoever has the lead here gives it away, as whoever had it then did; their turn is refunded too. */
function giveByHand(following: Following, own: WorldLead, event: GivenToRep): void {
  const { world, waitingHere, revision } = following
  const { at, repId, reason, coversFor, by } = event
  const { lead, charged } = own
  if (lead.state === 'assigned' && lead.repId === repId) return
  own.isDecided = true
  waitingHere.delete(own)
  if (lead.assignmentId !== undefined && lead.repId !== undefined) {
    const refund = charged && refundIn(world, charged, { at, revision, ...BY_SIMULATION })
    if (refund !== undefined) enter(world, refund)
    const held = { assignmentId: lead.assignmentId, repId: lead.repId }
    applyEvent(world, own, { type: 'AssignmentClosed', at, ...held, why: 'reassigned' })
  }
  const occasion = occasionOf(following, at, event.assignmentId, 0)
  const given = { repId, reason, isCover: coversFor !== undefined, by }
  enact(world, own, giveIn(world, own, occasion, given))
}

const BY_SIMULATION = { reason: 'moved', by: 'simulation' } as const

function actAsThen(following: Following, own: WorldLead, event: OfRep): void {
  const { assignmentId, repId } = own.lead
  if (assignmentId === undefined || repId !== event.repId) return
  applyEvent(following.world, own, { ...event, assignmentId } as LeadEvent)
  retryFor(repId, following, event.at)
}

function happenAsThen(
  { world, waitingHere }: Following,
  own: WorldLead,
  event: LeadEvent,
  stateThen: LeadState,
): void {
  if (event.type === 'LeadResumed') {
    if (own.lead.state === 'waiting' && !waitingHere.has(own)) applyEvent(world, own, event)
  } else if (event.type === 'LeadErased') {
    const { assignmentId } = own.lead
    applyEvent(world, own, {
      type: event.type,
      at: event.at,
      ...(assignmentId && { assignmentId }),
    })
  } else {
    applyEvent(world, own, own.lead.state === stateThen ? event : withoutRestart(event))
  }
}

/** What sent the lead on its way again does not do so here, where it stands elsewhere. */
function withoutRestart(event: LeadEvent): LeadEvent {
  if (event.type !== 'ChatContinued' && event.type !== 'LeadReplayed') return event
  const { resumeAt: _, ...rest } = event
  return rest
}

function enterAsThen(following: Following, { entry, refunded }: CreditOfPool): void {
  const { world, lookups, revision } = following
  const configuration = lookups.configuration(revision === 0 ? entry.revision : revision)
  if (entry.kind === 'adjustment') {
    for (const again of creditAgain(world, entry, undefined, configuration)) enter(world, again)
  }
  const charged = entry.kind === 'refund' ? turnToRefund(following, entry, refunded) : undefined
  if (charged === undefined || entry.kind !== 'refund') return
  for (const again of creditAgain(world, entry, charged, configuration)) enter(world, again)
  const own = entry.leadId && world.leads.get(entry.leadId)
  if (own) own.charged = undefined
}

/** By a manager it is the turn that the lead cost here; the one for a move goes with the move. */
function turnToRefund(
  { world }: Following,
  { leadId, repId, reason }: CreditEntry,
  refunded: CreditOfPool['refunded'],
): Charged | undefined {
  const own = leadId && world.leads.get(leadId)
  const charged = own && own.given.length > 0 ? own.charged : refunded
  return reason === 'moved' && charged?.repId !== repId ? undefined : charged
}
