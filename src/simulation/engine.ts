import type { NameFor } from '../domain/attribution.ts'
import { longestWindowMs } from '../domain/capacity.ts'
import type { Contact } from '../domain/contact.ts'
import type { Ownership } from '../domain/contact-join.ts'
import { countedReps } from '../domain/counted-reps.ts'
import { type Decision, entriesOf, type Locked } from '../domain/decision.ts'
import type { Configuration } from '../domain/documents/documents.ts'
import type { TeamsDocument } from '../domain/documents/teams.ts'
import { type GivenByHand, giveByHand } from '../domain/give-by-hand.ts'
import type { AssignmentId, ContactId, PoolId } from '../domain/ids.ts'
import type { LeadParts } from '../domain/lead-parts.ts'
import { type LedgerEntry, ledgerAfter } from '../domain/ledger.ts'
import { routeAt } from '../stages/06-route/route.ts'
import { assign } from '../stages/07-assign/assign.ts'
import { applyEvent } from './apply-event.ts'
import { countEntry } from './tally.ts'
import { loadOf, queueOf, type World, type WorldLead } from './world.ts'

/** Of a decision what no state says: when it was made, by which documents, with which lots and id. */
export type Occasion = {
  readonly at: Date
  readonly configuration: Configuration
  readonly seed: number
  readonly assignmentId: AssignmentId | undefined
}

/** The route of a lead, by the very function that routes leads. Changes nothing. */
export function routeIn(
  { lead }: WorldLead,
  parts: LeadParts,
  at: Date,
  configuration: Configuration,
  nameFor: NameFor,
) {
  return routeAt({ ...lead, parts }, at, configuration, nameFor)
}

/** Who gets a lead, by the very function that assigns leads. Changes nothing. */
export const assignIn = (world: World, own: WorldLead, occasion: Occasion): Decision =>
  assign.decide(own.lead, lockedIn(world, own, occasion))

/** A lead given by hand, by the very function that does so. Changes nothing. */
export const giveIn = (world: World, own: WorldLead, occasion: Occasion, given: GivenByHand) =>
  giveByHand(own.lead, lockedIn(world, own, occasion), given)

/** Brings a world up to date with a decision. */
export function enact(world: World, own: WorldLead, decision: Decision): void {
  applyEvent(world, own, decision.event)
  for (const entry of entriesOf(decision)) enter(world, entry)
  const { contact, ledgerEntry } = decision
  if (contact) world.owners.set(contact.id, contact)
  if (ledgerEntry === undefined) return
  // Of a turn that may be refunded; with its credits a month of them would fill the memory.
  const { credits: _, debts: __, hash: ___, previousHash: ____, ...charged } = ledgerEntry
  own.charged = charged
}

/** Brings the ledger of a pool up to date with an entry, and counts it. */
export function enter(world: World, entry: LedgerEntry): void {
  world.pools.set(entry.poolId, ledgerAfter(entry))
  countEntry(world.tally, entry)
}

/** What the locks would hold still for this lead. */
export function lockedIn(world: World, own: WorldLead, occasion: Occasion): Locked {
  const { at: now, configuration, seed, assignmentId } = occasion
  const { lead } = own
  const { poolIds = [], repIds = [] } = assign.locks(lead)
  const { teams } = configuration.documents
  const counted = countedReps(teams, new Set(poolIds), new Set(repIds))
  const windowMs = windowOf(teams)
  return {
    ...{ now, seed, configuration, ...(assignmentId && { assignmentId }) },
    identities: new Map(),
    contacts: new Map(lead.contactId && [[lead.contactId, contactIn(world, lead.contactId)]]),
    topOf: new Map(),
    settledPairs: new Set(),
    pools: world.pools,
    presence: world.presence,
    timeOff: world.timeOff,
    queues: queuesIn(world, poolIds, occasion),
    loads: new Map(counted.map((repId) => [repId, loadOf(repId, world, now, windowMs)])),
  }
}

/** Remembered per document, because it is asked for every decision. */
const windows = new WeakMap<TeamsDocument, number>()

function windowOf(teams: TeamsDocument): number {
  const known = windows.get(teams) ?? longestWindowMs(teams)
  windows.set(teams, known)
  return known
}

/** Nobody's. */
export const NOBODY: Ownership = { ownerRepId: undefined, ownerLeadId: undefined }

/** Of a contact only the owner is looked at. */
function contactIn({ owners }: World, id: ContactId): Contact {
  const { ownerRepId, ownerLeadId } = owners.get(id) ?? NOBODY
  return { id, fields: {}, origins: {}, leadCount: 1, ownerRepId, ownerLeadId }
}

function queuesIn(world: World, poolIds: readonly PoolId[], { at, configuration }: Occasion) {
  const holding = configuration.documents.teams.pools.filter(
    ({ id, whenNobody }) => whenNobody === 'hold' && poolIds.includes(id),
  )
  return new Map(holding.map(({ id }) => [id, queueOf(id, world, at)]))
}
