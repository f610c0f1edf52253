import { WOKEN_AT_ONCE } from '../domain/capacity.ts'
import type { AssignmentId, RepId } from '../domain/ids.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import { habitOf } from '../domain/simulation/habits.ts'
import { applyEvent } from './apply-event.ts'
import { assignIn, enact, type Occasion, routeIn } from './engine.ts'
import { type Following, occasionOf } from './following.ts'
import { inventedId } from './invented-id.ts'
import type { WorldLead } from './world.ts'

/** Does what has become due by itself until then. */
export function passTime(following: Following, until: Date): void {
  const { due } = following
  for (let next = due.first(until); next !== undefined; next = due.first(until)) {
    const { at, what } = next
    if (what.kind === 'retry') retry(following, what.own, at)
    else acknowledge(following, what.own, at, what.assignmentId)
  }
}

/** Routes a lead by what was known of it. */
export function route(following: Following, own: WorldLead, at: Date, parts: LeadParts): void {
  const { world, lookups, revision } = following
  const configuration = lookups.configuration(revision)
  const nameFor = lookups.nameFor(configuration, at)
  applyEvent(world, own, routeIn(own, parts, at, configuration, nameFor).event)
  own.routedBy = parts
}

/** Decides on a lead that is on its way, and sees to what comes of it where the past does not say. */
export function decide(
  following: Following,
  own: WorldLead,
  occasion: Occasion,
  then?: LeadEvent,
): void {
  const { world, waitingHere, due, habits } = following
  const decision = assignIn(world, own, occasion)
  enact(world, own, decision)
  own.isDecided = true
  waitingHere.delete(own)
  const { event } = decision
  if (event.type === 'LeadPutOnWaitingList') {
    if (then?.type === event.type) return
    waitingHere.add(own)
    if (event.until !== undefined) due.add(event.until, { kind: 'retry', own })
    return
  }
  own.routedBy = undefined
  if (event.type !== 'LeadAssigned' || repOf(then) === event.repId) return
  const { medianMs } = habitOf(event.repId, habits)
  if (medianMs === undefined) return
  const { assignmentId } = event
  due.add(new Date(event.at.getTime() + medianMs), { kind: 'acknowledge', own, assignmentId })
}

const repOf = (event: LeadEvent | undefined) =>
  event?.type === 'LeadAssigned' ? event.repId : undefined

function retry(following: Following, own: WorldLead, at: Date): void {
  const { world, waitingHere } = following
  if (own.lead.state !== 'waiting' || !waitingHere.has(own)) return
  applyEvent(world, own, { type: 'LeadResumed', at, why: 'shift-start', resumeAt: 'route' })
  if (own.routedBy !== undefined) route(following, own, at, own.routedBy)
  decide(following, own, occasionOf(following, at, inventedId(own.lead, at), 0))
}

/** Tries all again that wait here alone, in the order in which they came. */
export function retryAll(following: Following, at: Date): void {
  for (const own of [...following.waitingHere].sort(byArrival)) retry(following, own, at)
}

/**
 * Tries those again that wait for a place of this rep, as many as the product would: of tens of thousands that
 * wait each would else be tried whenever the rep answers anything.
 */
export function retryFor(repId: RepId, following: Following, at: Date): void {
  const { world, waitingHere } = following
  const first: WorldLead[] = []
  for (const id of world.awaiting.get(repId) ?? []) {
    const own = world.leads.get(id)
    if (own !== undefined && waitingHere.has(own)) keepFirst(first, own)
  }
  for (const own of first) retry(following, own, at)
}

/** Puts a lead in its place among the first so many; most come after all of these. */
function keepFirst(first: WorldLead[], own: WorldLead): void {
  const after = first.findIndex((one) => byArrival(own, one) < 0)
  if (after < 0 && first.length >= WOKEN_AT_ONCE) return
  first.splice(after < 0 ? first.length : after, 0, own)
  first.splice(WOKEN_AT_ONCE)
}

function byArrival({ lead: a }: WorldLead, { lead: b }: WorldLead): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : 1)
}

function acknowledge(
  following: Following,
  own: WorldLead,
  at: Date,
  assignmentId: AssignmentId,
): void {
  const { repId, state, acknowledgedAt } = own.lead
  if (own.lead.assignmentId !== assignmentId || state !== 'assigned') return
  if (repId === undefined || acknowledgedAt !== undefined) return
  const via = 'simulation'
  const event = { type: 'AssignmentAcknowledged', at, assignmentId, repId, via } as const
  applyEvent(following.world, own, event)
  retryFor(repId, following, at)
}
