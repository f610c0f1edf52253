import { assignmentReasonText } from '../domain/assignment-reason.ts'
import type { Locked } from '../domain/decision.ts'
import type { LeadId, PoolId, RepId } from '../domain/ids.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import { emptyLedger } from '../domain/ledger.ts'
import type { Target } from '../domain/route.ts'
import { UNITS_PER_CREDIT } from '../domain/shares.ts'
import type { CandidateThen, LedgerThen, PastView } from '../domain/simulation/past-view.ts'
import { targetRep } from '../domain/target-rep.ts'
import type { Standing } from '../ports/past.ts'
import { poolNamed, repNamed, timeOffOfRep } from '../stages/07-assign/availability.ts'
import { skipReasonOf } from '../stages/07-assign/skip-reason.ts'
import { applyEvent, leadIn, recallEvent } from './apply-event.ts'
import { assignIn, lockedIn, type Occasion, routeIn } from './engine.ts'
import { inventedId } from './invented-id.ts'
import { type World, type WorldLead, worldFrom } from './world.ts'

/** What the engine saw of a lead at a moment, or would have seen. Pure; decides nothing. */
export function lookAt(leadId: LeadId, at: Date, standing: Standing): PastView {
  const world = worldFrom(standing.beginning)
  for (const { leadId: id, receivedAt, event } of standing.earlier) {
    recallEvent(world, leadIn(world, id, receivedAt), event)
  }
  const own = leadIn(world, leadId, standing.receivedAt)
  const { state, repId, tier, triedRepIds, contactId } = own.lead
  if (contactId !== undefined) world.owners.set(contactId, standing.owner)
  const configuration = standing.lookups.configuration(standing.revision)
  const occasion: Occasion = { at, configuration, seed: 0, assignmentId: inventedId(own.lead, at) }
  const route = standing.parts && routeThen(own, standing.parts, occasion, standing)
  if (route !== undefined) applyEvent(world, own, route.event)
  const locked = lockedIn(world, own, occasion)
  return {
    ...{ leadId, at, revision: standing.revision, state, repId, tier, triedRepIds },
    ownerRepId: standing.owner.ownerRepId,
    route: route && { ...route.trace, ruleId: route.event.ruleId, chain: route.event.chain },
    candidates: own.lead.chain.flatMap((target) => candidatesOf(target, own, locked)),
    pools: poolsIn(own.lead.chain).map((poolId) => ledgerThen(poolId, world)),
    wouldGet: whoWouldGet(world, own, occasion),
  }
}

function routeThen(own: WorldLead, parts: LeadParts, occasion: Occasion, { lookups }: Standing) {
  const { at, configuration } = occasion
  return routeIn(own, parts, at, configuration, lookups.nameFor(configuration, at))
}

function candidatesOf(target: Target, own: WorldLead, locked: Locked): CandidateThen[] {
  const pool = target.kind === 'pool' ? poolNamed(target.poolId, locked) : undefined
  const { teams } = locked.configuration.documents
  const repIds = pool?.members.map(({ repId }) => repId) ?? [targetRep(target, teams)]
  return repIds.flatMap((repId) => {
    const rep = repId && repNamed(repId, locked)
    if (!rep) return []
    const had = own.lead.triedRepIds.includes(rep.id) ? 'had-this-lead' : undefined
    const where = { target, ...(pool && { pool }) }
    return {
      ...{ repId: rep.id, poolId: pool?.id },
      skipped: had ?? skipReasonOf(rep.id, own.lead, locked, where),
      presence: locked.presence.get(rep.id) ?? 'calendar',
      offUntil: timeOffOfRep(rep, locked)?.to,
      ...loadThen(rep.id, locked),
    }
  })
}

function loadThen(repId: RepId, { loads }: Locked) {
  const taken = loads.get(repId)?.taken
  return {
    open: taken?.filter(({ isOpen }) => isOpen).length,
    unacknowledged: taken?.filter(({ isUnacknowledged }) => isUnacknowledged).length,
  }
}

const poolsIn = (chain: readonly Target[]): readonly PoolId[] => [
  ...new Set(chain.flatMap((target) => (target.kind === 'pool' ? [target.poolId] : []))),
]

function ledgerThen(poolId: PoolId, { pools }: World): LedgerThen {
  const { sequence, head, credits } = pools.get(poolId) ?? emptyLedger(poolId)
  const inLeads = Object.entries(credits).map(([repId, units]) => [repId, units / UNITS_PER_CREDIT])
  return { poolId, sequence, head, credits: Object.fromEntries(inLeads) }
}

/** Undefined for a lead of which it was not known yet whose it is. */
function whoWouldGet(world: World, own: WorldLead, occasion: Occasion): PastView['wouldGet'] {
  if (own.lead.contactId === undefined) return undefined
  const { event } = assignIn(world, own, occasion)
  if (event.type === 'LeadPutOnWaitingList') return { waitsUntil: event.until }
  if (event.type !== 'LeadAttachedToOwner' && event.type !== 'LeadAssigned') return undefined
  const reason = event.type === 'LeadAssigned' ? event.reason : 'owner'
  return { repId: event.repId, reason, reasonText: assignmentReasonText(reason) }
}
