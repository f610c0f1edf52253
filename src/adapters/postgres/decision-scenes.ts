import { nameFrom } from '../../domain/attribution.ts'
import { factsOf } from '../../domain/condition-fields.ts'
import type { Contact } from '../../domain/contact.ts'
import type { Locked } from '../../domain/decision.ts'
import type { Configuration } from '../../domain/documents/documents.ts'
import type { LeadId, PoolId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import { leadAsOf } from '../../domain/lead-as-of.ts'
import type { LeadDecided } from '../../domain/lead-decided.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { RouteTrace } from '../../domain/route.ts'
import { answersSeen } from '../../domain/segments/judge-segments.ts'
import { withFacts } from '../../domain/why-not/apply-change.ts'
import type { Assumption, DecidedScene, DecisionScenes } from '../../ports/decision-scenes.ts'
import type { Db } from './connect.ts'
import { contactFrom } from './contact-reader.ts'
import { translated } from './database-failure.ts'
import { readLeads } from './lead-rows.ts'
import { loadsBefore, poolsBefore, presenceAt, timeOffAt } from './past-attendance.ts'
import { type QueuesThen, queuesBefore } from './past-queues.ts'
import { storedDocuments } from './stored-documents.ts'

/**
 * Puts scenes together from events, the ledger, what reps said and the trace of the route, which holds
 * what the rules saw.
 */
export function postgresDecisionScenes(db: Db): DecisionScenes {
  return { latest: (leadId) => translated(() => latest(db, leadId)) }
}

async function latest(db: Db, leadId: LeadId): Promise<DecidedScene | undefined> {
  const now = (await readLeads(db, [leadId])).get(leadId)
  if (now === undefined || now.state === 'erased') return undefined
  const events = await eventsOf(db, leadId)
  const stood = (at: number) => leadAsOf(leadId, now.receivedAt, events.slice(0, at))
  const place = events.findLastIndex(
    (one, at) => isByRules(one) && stood(at).state === 'travelling',
  )
  const decided = events[place] as LeadDecided | undefined
  const trace = now.parts.trace
  if (decided === undefined || trace === undefined) return undefined
  const configuration = await revisionOf(db, decided.revision ?? trace.revision)
  if (configuration === undefined) return undefined

  const lead: Lead = { ...stood(place), parts: partsThen(now, trace) }
  const contact = await contactThen(db, lead, decided)
  const position = await positionOf(db, leadId, place + 1)
  const locked = await lockedThen(db, { decided, position, configuration, contact })
  const nameFor = nameFrom(configuration.documents.attribution, () => undefined)
  const facts = factsOf(lead, decided.at, { nameFor })
  const saw = Object.assign({}, trace.many?.saw, ...trace.rules.map((rule) => rule.saw))
  return {
    at: decided.at,
    got: decided.type === 'LeadPutOnWaitingList' ? undefined : decided.repId,
    scene: { facts: withFacts(facts, { ...saw, ...listsIn(trace) }), lead, locked },
    assumed: assumedOf(events.slice(place), decided, position),
  }
}

/** Who is in a list, as the route saw it. */
const listsIn = (trace: RouteTrace) =>
  Object.fromEntries([...answersSeen(trace)].map(([id, { member }]) => [`segments.${id}`, member]))

async function eventsOf(db: Db, leadId: LeadId): Promise<readonly LeadEvent[]> {
  const rows = await db
    .selectFrom('leadEvents')
    .select(['type', 'at', 'data'])
    .where('leadId', '=', leadId)
    .orderBy('version')
    .execute()
  return rows.map(({ type, at, data }) => ({ ...data, type, at }) as LeadEvent)
}

/** The place of an event in the order of decisions; undefined for one of before that was kept. */
async function positionOf(db: Db, leadId: LeadId, version: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('leadEvents')
    .select('position')
    .where('leadId', '=', leadId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.position == null ? undefined : Number(row.position)
}

/** What a person gave by hand, or an escalation did, says nothing about rules and turns. */
const isByRules = (event: LeadEvent) =>
  event.type === 'LeadAttachedToOwner' ||
  event.type === 'LeadPutOnWaitingList' ||
  (event.type === 'LeadAssigned' && event.reason !== 'manual' && event.reason !== 'taken-over')

/** With the owners of the account that the route saw: those of the book may be others by now. */
function partsThen({ parts }: Lead, { owners = [] }: RouteTrace): Lead['parts'] {
  const { account } = parts
  if (account?.facts === undefined) return parts
  const ownerOf = (of: string) => owners.find((owner) => owner.of === of)?.repId
  const owned = { ownerId: ownerOf('account'), parentOwnerId: ownerOf('parent-account') }
  return { ...parts, account: { ...account, facts: { ...account.facts, ...owned } } }
}

async function revisionOf(db: Db, revision: number): Promise<Configuration | undefined> {
  const row = await db
    .selectFrom('configurations')
    .select('documents')
    .where('revision', '=', revision)
    .executeTakeFirst()
  return row && { revision, documents: storedDocuments(row.documents) }
}

async function contactThen(
  db: Db,
  { contactId }: Lead,
  decided: LeadDecided,
): Promise<Contact | undefined> {
  if (contactId === undefined) return undefined
  const row = await db
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { seenOwner } = decided
  const owner = { ownerRepId: seenOwner?.repId, ownerLeadId: seenOwner?.leadId }
  return { ...contactFrom(row), ...(saysWhoOwned(decided) && owner) }
}

/** Decisions that name a revision also name the owner they saw, but for assignments of before. */
const saysWhoOwned = (decided: LeadDecided) =>
  decided.seenOwner !== undefined ||
  decided.type === 'LeadAssigned' ||
  decided.revision !== undefined

type Then = {
  readonly decided: LeadDecided
  readonly position: number | undefined
  readonly configuration: Configuration
  readonly contact: Contact | undefined
}

async function lockedThen(
  db: Db,
  { decided, position, configuration, contact }: Then,
): Promise<Locked> {
  const { at } = decided
  const { teams } = configuration.documents
  const { pools, reps } = teams
  const pick =
    decided.type === 'LeadAssigned' && decided.poolId && decided.ledgerSequence
      ? { poolId: decided.poolId, sequence: decided.ledgerSequence }
      : undefined
  const [ledgers, presence, timeOff, taken, queues] = await Promise.all([
    poolsBefore(db, { at, pick, poolIds: pools.map(({ id }) => id) }),
    presenceAt(db, at),
    timeOffAt(db, at),
    loadsBefore(db, { at, position, teams }),
    position === undefined ? NO_QUEUES : queuesBefore(db, { position, at }),
  ])
  return {
    ...{ now: at, seed: await seedOf(db, pick), configuration, presence, timeOff },
    loads: new Map(
      reps.map(({ id }) => [
        id,
        { taken: taken.get(id) ?? [], queue: queues.ofReps.get(id) ?? [] },
      ]),
    ),
    pools: ledgers,
    contacts: new Map(contact ? [[contact.id, contact]] : []),
    topOf: new Map(contact ? [[contact.id, contact.id]] : []),
    ...{ identities: new Map(), settledPairs: new Set(), queues: queues.ofPools },
  }
}

const NO_QUEUES: QueuesThen = { ofReps: new Map(), ofPools: new Map() }

async function seedOf(db: Db, pick: { poolId: PoolId; sequence: number } | undefined) {
  if (pick === undefined) return 0
  const row = await db
    .selectFrom('poolLedger')
    .select('seed')
    .where('poolId', '=', pick.poolId)
    .where('sequence', '=', pick.sequence)
    .executeTakeFirst()
  return Number(row?.seed ?? 0)
}

const LATE = new Set<LeadEvent['type']>([
  ...(['LeadReenriched', 'LeadRescored', 'AccountMatchedLate', 'LeadReplayed'] as const),
])

function assumedOf(
  after: readonly LeadEvent[],
  decided: LeadDecided,
  position: number | undefined,
): readonly Assumption[] {
  return [
    ...(after.some(({ type }) => LATE.has(type)) ? (['parts-as-now'] as const) : []),
    ...(saysWhoOwned(decided) ? [] : (['owner-as-now'] as const)),
    ...(position === undefined ? (['nobody-queued'] as const) : []),
  ]
}
