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
import { loadsAt, poolsBefore, presenceAt, timeOffAt } from './past-attendance.ts'
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
  const place = events.findLastIndex(isByRules)
  const decided = events[place] as LeadDecided | undefined
  const trace = now.parts.trace
  if (decided === undefined || trace === undefined) return undefined
  const configuration = await revisionOf(db, decided.revision ?? trace.revision)
  if (configuration === undefined) return undefined

  const then = leadAsOf(leadId, now.receivedAt, events.slice(0, place))
  const lead: Lead = { ...then, parts: partsThen(now, trace) }
  const contact = await contactThen(db, lead, decided)
  const locked = await lockedThen(db, { leadId, decided, configuration, contact })
  const nameFor = nameFrom(configuration.documents.attribution, () => undefined)
  const facts = factsOf(lead, decided.at, { nameFor })
  const saw = Object.assign({}, trace.many?.saw, ...trace.rules.map((rule) => rule.saw))
  return {
    at: decided.at,
    got: decided.type === 'LeadPutOnWaitingList' ? undefined : decided.repId,
    scene: { facts: withFacts(facts, { ...saw, ...listsIn(trace) }), lead, locked },
    assumed: assumedOf(events.slice(place), decided, configuration),
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

/** What a person gave by hand says nothing about rules and turns. */
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
  readonly leadId: LeadId
  readonly decided: LeadDecided
  readonly configuration: Configuration
  readonly contact: Contact | undefined
}

async function lockedThen(db: Db, { leadId, decided, configuration, contact }: Then) {
  const { at } = decided
  const { pools, reps } = configuration.documents.teams
  const pick =
    decided.type === 'LeadAssigned' && decided.poolId && decided.ledgerSequence
      ? { poolId: decided.poolId, sequence: decided.ledgerSequence }
      : undefined
  const [ledgers, presence, timeOff, loads] = await Promise.all([
    poolsBefore(db, { at, pick, poolIds: pools.map(({ id }) => id) }),
    presenceAt(db, at),
    timeOffAt(db, at),
    loadsAt(db, { at, leadId, repIds: reps.map(({ id }) => id) }),
  ])
  const locked: Locked = {
    ...{ now: at, seed: await seedOf(db, pick), configuration, presence, timeOff, loads },
    pools: ledgers,
    contacts: new Map(contact ? [[contact.id, contact]] : []),
    topOf: new Map(contact ? [[contact.id, contact.id]] : []),
    ...{ identities: new Map(), settledPairs: new Set(), queues: new Map() },
  }
  return locked
}

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
  { documents: { teams } }: Configuration,
): readonly Assumption[] {
  const capped = [...teams.reps, ...teams.pools.flatMap(({ members }) => members)]
  return [
    ...(after.some(({ type }) => LATE.has(type)) ? (['parts-as-now'] as const) : []),
    ...(saysWhoOwned(decided) ? [] : (['owner-as-now'] as const)),
    ...(capped.some(({ caps }) => caps.length > 0) ||
    teams.pools.some(({ whenNobody }) => whenNobody === 'hold')
      ? (['nobody-queued'] as const)
      : []),
  ]
}
