import type { Assignment } from './assignment.ts'
import type { QueuedLead, RepLoad, TakenLead } from './capacity.ts'
import {
  type Contact,
  type ContactValue,
  type Identity,
  type IdentityKey,
  identityText,
  pairText,
} from './contact.ts'
import type { Configuration } from './documents/documents.ts'
import type { Identification } from './identification.ts'
import type { AssignmentId, ContactId, LeadId, PoolId, RepId } from './ids.ts'
import type { LeadEvent } from './lead-event.ts'
import type { LeadParts } from './lead-parts.ts'
import { type LedgerEntry, ledgerAfter, type PickEntry, type PoolLedger } from './ledger.ts'
import type { HeldIn, PoolQueue } from './pool-queue.ts'
import type { Presence } from './presence.ts'
import type { NewReviewItem } from './review-item.ts'
import type { NewTask } from './task.ts'
import type { TimeOff } from './time-off.ts'

/** What a look-and-say stage reports: one event, and what belongs into erasable rows. */
export type Outcome = {
  readonly event: LeadEvent
  readonly parts?: Partial<LeadParts>
  readonly review?: NewReviewItem
  readonly tasks?: readonly NewTask[]
}

/** What a stage needs held still while it decides. Taken in this order, each sorted. */
export type LockKeys = {
  readonly identities?: readonly IdentityKey[]
  readonly contactId?: ContactId
  /** A contact that may be gone by now; the decision finds it among the contacts, or it does not. */
  readonly likelyContactId?: ContactId
  readonly poolIds?: readonly PoolId[]
  /** Reps who may be given the lead by name, so that what they have is counted. */
  readonly repIds?: readonly RepId[]
  /** Reps who lose or get the lead whatever is decided. Their places are held together with all others. */
  readonly movesOf?: readonly RepId[]
}

/** The state under the locks. A batch shares one; each decision is applied before the next. */
export type Locked = {
  readonly now: Date
  /** Decides ties; stored with the decision so that it can be replayed. */
  readonly seed: number
  /** The id that an assignment gets; without it one is made. Known where a decision is made again. */
  readonly assignmentId?: AssignmentId
  readonly configuration: Configuration
  /** By `identityText`. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly contacts: ReadonlyMap<ContactId, Contact>
  /** For each contact that was asked for and is there: itself, or the one it was joined into. */
  readonly topOf: ReadonlyMap<ContactId, ContactId>
  /** By `pairText`: two contacts that are known to be two persons, or somebody is asked about. */
  readonly settledPairs: ReadonlySet<string>
  readonly pools: ReadonlyMap<PoolId, PoolLedger>
  readonly presence: ReadonlyMap<RepId, Presence>
  /** Besides what the `teams` document says; what is over may be missing. */
  readonly timeOff: ReadonlyMap<RepId, readonly TimeOff[]>
  /** Of those reps who have a cap and may be asked about. */
  readonly loads: ReadonlyMap<RepId, RepLoad>
  /** Of the pools that hold leads while nobody is there. */
  readonly queues: ReadonlyMap<PoolId, PoolQueue>
}

/** That a pool lets a lead go that it held; the next is due so long after this time. */
export type Release = { readonly poolId: PoolId; readonly at: Date }

/** What a decide-under-lock stage decided; committed whole or not at all. */
export type Decision = Outcome & {
  /** Keys that belong to this contact from now on. */
  readonly claims?: readonly Identity[]
  /** The contact as it stands afterwards. */
  readonly contact?: Contact
  readonly values?: readonly ContactValue[]
  readonly identification?: Identification
  readonly assignment?: Assignment
  /** What it adds to what the rep has. */
  readonly taken?: TakenLead
  /** Changes of credits, which come before the pick. */
  readonly creditEntries?: readonly LedgerEntry[]
  readonly ledgerEntry?: PickEntry
  readonly held?: HeldIn
  readonly released?: Release
}

/** Locked state that decisions are applied to. */
export type Working = Omit<Locked, 'loads'> & {
  readonly identities: Map<string, Identity>
  readonly contacts: Map<ContactId, Contact>
  readonly settledPairs: Set<string>
  readonly pools: Map<PoolId, PoolLedger>
  readonly loads: Map<RepId, { readonly taken: TakenLead[]; queue: readonly QueuedLead[] }>
  readonly queues: Map<PoolId, PoolQueue>
}

/** A copy to work on. */
export const workingCopy = (locked: Locked): Working => ({
  ...locked,
  identities: new Map(locked.identities),
  contacts: new Map(locked.contacts),
  settledPairs: new Set(locked.settledPairs),
  pools: new Map(locked.pools),
  queues: new Map(locked.queues),
  loads: new Map([...locked.loads].map(([id, load]) => [id, { ...load, taken: [...load.taken] }])),
})

/**
 * Brings the state up to date with a decision, for the next lead of the same batch. In place: a copy
 * for every lead is quadratic in the batch.
 */
export function applyDecision(state: Working, decision: Decision): void {
  const { claims = [], contact, review } = decision
  for (const claim of claims) state.identities.set(identityText(claim), claim)
  if (contact) state.contacts.set(contact.id, contact)
  if (review?.contactId !== undefined && review.otherContactId !== undefined) {
    state.settledPairs.add(pairText(review.contactId, review.otherContactId))
  }
  for (const entry of entriesOf(decision)) state.pools.set(entry.poolId, ledgerAfter(entry))
  followQueues(state, decision)
  if (decision.assignment) countIn(state, decision.assignment.leadId, decision.taken)
}

/** A lead that is held stands in the queue of its pool, and one that somebody has got in none. */
function followQueues({ queues }: Working, { assignment, held, released }: Decision): void {
  const leadId = assignment?.leadId ?? held?.leadId
  for (const [poolId, queue] of queues) {
    const others = queue.held.filter((one) => one.leadId !== leadId)
    const now = held?.poolId === poolId ? [...others, held] : others
    const releasedAt = released?.poolId === poolId ? released.at : queue.releasedAt
    queues.set(poolId, { held: now, releasedAt })
  }
}

/** Who has got a lead waits for nobody any more, and the rep has one more. */
function countIn({ loads }: Working, leadId: LeadId, taken: TakenLead | undefined): void {
  for (const load of loads.values()) {
    if (load.queue.length > 0) load.queue = load.queue.filter((one) => one.leadId !== leadId)
  }
  if (taken) loads.get(taken.repId)?.taken.push(taken)
}

/** The ledger entries of a decision, in their order. */
export const entriesOf = ({ creditEntries = [], ledgerEntry }: Decision): readonly LedgerEntry[] =>
  ledgerEntry === undefined ? creditEntries : [...creditEntries, ledgerEntry]
