import { isCounted } from '../domain/assignment-reason.ts'
import { LONGEST_WINDOW_MS, tierOf } from '../domain/capacity.ts'
import { evolve } from '../domain/evolve.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import { leadAsOf } from '../domain/lead-as-of.ts'
import type { LeadEvent, LeadEventType } from '../domain/lead-event.ts'
import { placeTaken } from '../domain/place-taken.ts'
import type { HeldLead } from '../domain/pool-queue.ts'
import { settlesWait } from '../domain/settles-wait.ts'
import { statusAfter } from '../domain/status-after.ts'
import { countEvent } from './tally.ts'
import type { Given, World, WorldLead } from './world.ts'

type EventOf<T extends LeadEventType> = Extract<LeadEvent, { type: T }>

/** The lead as that world has it; one it does not know yet begins there. */
export function leadIn(world: World, id: LeadId, receivedAt: Date): WorldLead {
  const known = world.leads.get(id)
  if (known !== undefined) return known
  const own: WorldLead = {
    lead: leadAsOf(id, receivedAt, []),
    given: [],
    awaited: [],
    heldBy: undefined,
    charged: undefined,
    revision: undefined,
    ruleId: undefined,
    isDecided: false,
    acknowledgeBy: undefined,
    waitsSince: undefined,
    routedBy: undefined,
  }
  world.leads.set(id, own)
  return own
}

/** Brings a world up to date with what has happened to a lead, and counts it. */
export function applyEvent(world: World, own: WorldLead, event: LeadEvent): void {
  countEvent(world.tally, own, event)
  recallEvent(world, own, event)
}

/** The same for what has happened before that which is counted: the lead, and what reps have. */
export function recallEvent(world: World, own: WorldLead, event: LeadEvent): void {
  own.lead = evolve(own.lead, event, noStage)
  if (event.type === 'LeadAssigned') giveTo(world, own, event)
  const after = statusAfter(event)
  const changed = own.given.find(({ assignmentId }) => assignmentId === after?.assignmentId)
  if (after !== undefined && changed !== undefined) changed.status = after.status
  if (event.type === 'LeadRouted') {
    own.ruleId = event.ruleId
    own.revision = event.revision
  }
  if (settlesWait(event)) waitAnew(world, own, event)
  for (const given of own.given) bringUpToDate(world, given, own)
}

/** Which stage comes next is nothing that a decision depends on. */
const noStage = () => undefined

function giveTo(world: World, own: WorldLead, event: EventOf<'LeadAssigned'>): void {
  own.charged = undefined
  own.acknowledgeBy = event.acknowledgeBy
  if (!isCounted(event.reason)) return
  const { assignmentId, repId, poolId, at } = event
  const { id: leadId, sourceKey } = own.lead
  const ids = { leadId, repId, poolId, at }
  const flags = { isOpen: true, isUnacknowledged: true }
  const taken = { ...ids, tier: tierOf(own.lead), sourceKey, ...flags }
  const given: Given = { assignmentId, status: 'offered', taken }
  own.given.push(given)
  const ofRep = world.taken.get(repId) ?? new Map<AssignmentId, Given>()
  world.taken.set(repId, ofRep.set(assignmentId, given))
  world.listed.delete(repId)
  if (ofRep.size % FORGET_EVERY === 0) forgetOld(ofRep, at)
}

const FORGET_EVERY = 64

/** What no window looks back to, and the rep does not have any more, counts for nothing. */
function forgetOld(ofRep: Map<AssignmentId, Given>, at: Date): void {
  for (const [id, { taken }] of ofRep) {
    if (!taken.isOpen && taken.at.getTime() < at.getTime() - LONGEST_WINDOW_MS) ofRep.delete(id)
  }
}

function bringUpToDate({ listed }: World, given: Given, { lead }: WorldLead): void {
  const { outcome, firstContactAt } = lead
  const { status, taken } = given
  const tier = tierOf(lead)
  const hasOutcome = outcome !== undefined
  const isContacted = firstContactAt !== undefined
  const { isOpen, isUnacknowledged } = placeTaken({ status, hasOutcome, isContacted })
  const isSame = taken.isOpen === isOpen && taken.isUnacknowledged === isUnacknowledged
  if (isSame && taken.tier === tier) return
  given.taken = { ...taken, tier, isOpen, isUnacknowledged }
  listed.delete(taken.repId)
}

/** A lead that was decided waits for no place, or for those that the decision names. */
function waitAnew(world: World, own: WorldLead, event: LeadEvent): void {
  const { awaiting } = world
  holdAnew(world, own, event)
  const { id } = own.lead
  const waits = event.type === 'LeadPutOnWaitingList'
  own.waitsSince = waits ? (own.waitsSince ?? event.at) : undefined
  for (const repId of own.awaited) awaiting.get(repId)?.delete(id)
  const skipped = event.type === 'LeadPutOnWaitingList' ? Object.entries(event.skipped ?? {}) : []
  own.awaited = skipped.flatMap(([repId, why]) => (why === 'at-cap' ? [repId as RepId] : []))
  for (const repId of own.awaited) {
    awaiting.set(repId, (awaiting.get(repId) ?? new Set<LeadId>()).add(id))
  }
}

/** A lead that was decided is held by no pool, or by the one that the decision names. */
function holdAnew({ held, releasedAt }: World, own: WorldLead, event: LeadEvent): void {
  const { id: leadId, receivedAt, tier } = own.lead
  if (own.heldBy !== undefined) held.get(own.heldBy)?.delete(leadId)
  const heldFor = event.type === 'LeadPutOnWaitingList' ? event.heldFor : undefined
  own.heldBy = heldFor?.poolId
  if (heldFor !== undefined) {
    const { poolId, repIds } = heldFor
    const ofPool = held.get(poolId) ?? new Map<LeadId, HeldLead>()
    held.set(poolId, ofPool.set(leadId, { leadId, receivedAt, tier, repIds }))
  }
  if (event.type === 'LeadAssigned' && event.released !== undefined && event.poolId !== undefined) {
    releasedAt.set(event.poolId, event.released)
  }
}
