import type { AssignmentStatus } from '../domain/assignment.ts'
import type { RepLoad, TakenLead } from '../domain/capacity.ts'
import type { Ownership } from '../domain/contact-join.ts'
import type { AssignmentId, ContactId, LeadId, PoolId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import type { PickEntry, PoolLedger } from '../domain/ledger.ts'
import type { HeldLead, PoolQueue } from '../domain/pool-queue.ts'
import type { Presence } from '../domain/presence.ts'
import type { Beginning } from '../domain/simulation/beginning.ts'
import type { KnownTimeOff } from '../domain/simulation/moment.ts'
import { emptyTally, type Tally } from './tally.ts'

/** What of a pick a refund asks for. */
export type Charged = Omit<PickEntry, 'credits' | 'debts' | 'hash' | 'previousHash'>

/** A lead that was given to a rep, as far as caps count it; kept up to date. */
export type Given = {
  readonly assignmentId: AssignmentId
  status: AssignmentStatus
  taken: TakenLead
}

/** A lead as it stands in a world. */
export type WorldLead = {
  lead: Lead
  readonly given: Given[]
  /** Reps for whose place it waits. */
  awaited: readonly RepId[]
  /** The pool that holds it. */
  heldBy: PoolId | undefined
  /** The turn that its present assignment cost. */
  charged: Charged | undefined
  revision: number | undefined
  ruleId: string | undefined
  acknowledgeBy: Date | undefined
  /** Since when it waits. */
  waitsSince: Date | undefined
  /** Whether somebody was to be found for it since the beginning. */
  isDecided: boolean
  /** What it was routed by last, to be routed by again where history does not say when it goes on. */
  routedBy: LeadParts | undefined
}

/** What a rep still has, or was given within that window. */
type Listed = { readonly windowMs: number; readonly taken: readonly TakenLead[] }

/** Everything that decisions depend on, as it stands at one place in the history. */
export type World = {
  readonly leads: Map<LeadId, WorldLead>
  readonly owners: Map<ContactId, Ownership>
  readonly pools: Map<PoolId, PoolLedger>
  /** What pools hold while nobody is there, and when they last let a lead go. */
  readonly held: Map<PoolId, Map<LeadId, HeldLead>>
  readonly releasedAt: Map<PoolId, Date>
  readonly presence: Map<RepId, Presence>
  readonly timeOff: Map<RepId, readonly KnownTimeOff[]>
  readonly taken: Map<RepId, Map<AssignmentId, Given>>
  /** Those in `taken` that a cap may count, for reps of whom that was asked since it changed. */
  readonly listed: Map<RepId, Listed>
  readonly awaiting: Map<RepId, Set<LeadId>>
  readonly tally: Tally
}

/** A world of its own, in which nothing is known of any lead yet. */
export const worldFrom = ({ pools, releasedAt, presence, timeOff }: Beginning): World => ({
  leads: new Map(),
  owners: new Map(),
  pools: new Map(pools),
  held: new Map(),
  releasedAt: new Map(releasedAt),
  presence: new Map(presence),
  timeOff: new Map(timeOff),
  taken: new Map(),
  listed: new Map(),
  awaiting: new Map(),
  tally: emptyTally(),
})

/** How long a lead on its way keeps its place in the queue for a rep after it should be decided. */
const GIVEN_MS = 60_000

/** What a rep has at that moment, or was given within a window before, and what waits for them. */
export function loadOf(repId: RepId, world: World, at: Date, windowMs: number): RepLoad {
  const { awaiting, leads } = world
  const queue = [...(awaiting.get(repId) ?? [])].flatMap((id) => {
    const lead = leads.get(id)?.lead
    if (lead === undefined || !isQueued(lead, at)) return []
    const { receivedAt, sourceKey, tier = 'cold' } = lead
    return [{ leadId: id, receivedAt, sourceKey, tier }]
  })
  return { taken: takenBy(repId, world, at, windowMs), queue }
}

/** What was listed a while ago still has everything that counts, and more. */
function takenBy(repId: RepId, { taken, listed }: World, at: Date, windowMs: number) {
  const known = listed.get(repId)
  if (known !== undefined && known.windowMs >= windowMs) return known.taken
  const sinceMs = at.getTime() - windowMs
  const list: TakenLead[] = []
  for (const one of taken.get(repId)?.values() ?? []) {
    if (one.taken.isOpen || one.taken.at.getTime() >= sinceMs) list.push(one.taken)
  }
  listed.set(repId, { windowMs, taken: list })
  return list
}

/** What a pool holds at that moment, and when it last let a lead go. */
export function queueOf(poolId: PoolId, { held, releasedAt, leads }: World, at: Date): PoolQueue {
  const all = [...(held.get(poolId)?.values() ?? [])]
  const still = all.filter(({ leadId }) => {
    const lead = leads.get(leadId)?.lead
    return lead !== undefined && isQueued(lead, at)
  })
  return { held: still, releasedAt: releasedAt.get(poolId) }
}

const isQueued = ({ state, deadlineAt }: Lead, at: Date) =>
  state === 'waiting' || (state === 'travelling' && deadlineAt.getTime() > at.getTime() - GIVEN_MS)
