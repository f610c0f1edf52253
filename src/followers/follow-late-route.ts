import { isDeepStrictEqual } from 'node:util'
import type { Decision, LockKeys } from '../domain/decision.ts'
import { Overtaken } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import { type Lead, REENTRY_STAGE } from '../domain/lead.ts'
import type { PickEntry } from '../domain/ledger.ts'
import { refundOfMove } from '../domain/refund-of-move.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import { withinShare } from '../ports/within-share.ts'
import { route } from '../stages/06-route/route.ts'
import { assign } from '../stages/07-assign/assign.ts'
import { isForSomebodyElse } from './is-for-somebody-else.ts'

/** Nobody waits for this. */
const SHARE_MS = 20_000
/** Each time somebody else was faster there is less that may still happen. */
const MOST_TRIES = 20

/**
 * Runs the rules again for a lead that was offered before all was known of it. When another rule has it now,
 * and somebody who is there comes before its rep by that rule, the lead goes there if it is not taken up
 * yet, and its turn is refunded; whoever has taken it up keeps it and may swap it. `lateData` of the routing
 * document says otherwise. An answer in the same moment comes before all of it or after; done twice it
 * does nothing the second time.
 */
export async function followLateRoute(
  leadId: LeadId,
  assignmentId: AssignmentId,
  ports: FollowerPorts,
): Promise<void> {
  for (let left = MOST_TRIES; left > 0; left -= 1) {
    const isDone = await attempt(leadId, assignmentId, ports).catch(unlessOvertaken)
    if (isDone) return
  }
  throw new Overtaken(`Lead ${leadId} has changed ${MOST_TRIES} times meanwhile`)
}

function unlessOvertaken(error: unknown): false {
  if (!(error instanceof Overtaken)) throw error
  return false
}

async function attempt(leadId: LeadId, assignmentId: AssignmentId, ports: FollowerPorts) {
  const { lateData = 'move' } = (await ports.configuration.current()).documents.routing
  const lead = await ports.leads.load(leadId)
  if (lateData === 'keep' || !isOffered(lead, assignmentId)) return true
  const { event } = await withinShare(SHARE_MS, (share) => route.run(lead, ports, share))
  if (event.type !== 'LeadRouted') throw new Error(`Routing gave ${event.type}`)
  if (isDeepStrictEqual(event.chain, lead.chain)) return true

  const { chain, ruleId, revision } = event
  const pick = await ports.turns.of(assignmentId)
  await ports.leads.decide(lead, {
    name: 'late-route',
    locks: (now) => locksFor(repOf(now), pick, assign.locks({ ...now, chain })),
    decide(now, locked): Decision {
      const held = { at: locked.now, assignmentId, repId: repOf(now) }
      const found = { type: 'LateRouteFound', ...held, ruleId, revision } as const
      if (!isForSomebodyElse(now, chain, locked)) return { event: { ...found, verdict: 'kept' } }
      if (lateData === 'offer' || isTakenUp(now)) {
        const tasks = [{ follower: 'tell-swap', subject: assignmentId }] as const
        return { event: { ...found, verdict: 'swap-offered' }, tasks }
      }
      const closed = { type: 'AssignmentClosed', ...held, why: 'route-changed', ruleId } as const
      const refund = refundOfMove(locked, pick, 'late-data')
      return { event: { ...closed, resumeAt: REENTRY_STAGE }, ...refund }
    },
  })
  return true
}

/** By the offer that the data came too late for, and nothing was said to it before. */
const isOffered = (lead: Lead, offer: AssignmentId) =>
  lead.state === 'assigned' &&
  lead.assignmentId === offer &&
  lead.outcome === undefined &&
  lead.escalation.lateRoute === undefined

const isTakenUp = ({ acknowledgedAt, firstContactAt }: Lead) =>
  acknowledgedAt !== undefined || firstContactAt !== undefined

function repOf({ id, repId }: Lead): RepId {
  if (repId === undefined) throw new Error(`Lead ${id} is assigned to nobody`)
  return repId
}

/** What is looked at for the new chain, and what moving the lead away from its rep changes. */
function locksFor(repId: RepId, pick: PickEntry | undefined, keys: LockKeys): LockKeys {
  const poolIds = [...(keys.poolIds ?? []), ...(pick ? [pick.poolId] : [])]
  return { ...keys, poolIds: [...new Set(poolIds)].sort(), movesOf: [repId] }
}
