import { sql } from 'kysely'
import type { Outcome } from '../../domain/decision.ts'
import type { NextStage } from '../../domain/evolve.ts'
import { type ErasureId, type LeadId, newId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type {
  ErasedPlace,
  Erasure,
  VendorRecord,
  WithoutLeads,
} from '../../ports/person-register.ts'
import { recordAll } from './append.ts'
import type { Db, Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { refileContacts } from './file-contacts.ts'
import { anyOf } from './fixed-text.ts'
import { materialiseContacts } from './materialise-contacts.ts'
import { goingOn, mendContacts } from './mend-contacts.ts'
import { countDeliveries, eraseDeliveries } from './person-deliveries.ts'
import { type Person, personalPlaces } from './personal-places.ts'

/** Longer than anything that began before an erasure can still run: a task's lease and its share. */
const FINISH_AFTER_MS = 60_000

export type EraseParts = {
  readonly enqueue: Enqueue
  readonly nextStage: NextStage
  readonly withoutLeads: WithoutLeads
}

type Why = {
  readonly why: 'request' | 'withdrawal'
  readonly requestedBy: string
  readonly at: Date
}

/** How many rows of each place are the person's; places without any are left out. */
export async function countPlaces(db: Db | Tx, person: Person): Promise<ErasedPlace[]> {
  const counted = [{ place: 'deliveries', rows: await countDeliveries(db, person) }]
  for (const { table, isTheirs } of personalPlaces) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(table)} t
      where ${isTheirs(person)}`.execute(db)
    counted.push({ place: table, rows: rows[0]?.count ?? 0 })
  }
  return counted.filter(({ rows }) => rows > 0)
}

/** The records vendors keep of the person. The built-in CRM is ours, and erased with the rest. */
export async function vendorRecords(db: Db | Tx, person: Person): Promise<VendorRecord[]> {
  const { rows } = await sql<VendorRecord>`
    select crm, record_id from crm_links
    where contact_id = ${anyOf(person.wholeContactIds)} and crm <> 'built-in'
    order by crm, record_id`.execute(db)
  return rows
}

/**
 * Erases a person whose identities and contacts are locked. Their leads are closed, and whoever
 * works on one of them is overtaken.
 */
export async function erasePerson(
  tx: Tx,
  person: Person,
  { why, requestedBy, at }: Why,
  parts: EraseParts,
): Promise<Erasure> {
  const { contactIds, leadIds } = person
  await holdChats(tx, leadIds)
  const places = await countPlaces(tx, person)
  const remains = await vendorRecords(tx, person)
  const marked = await markLeads(tx, leadIds)
  if (places.length + marked === 0) return { id: undefined, contactIds, leadIds, places, remains }

  const id = newId<ErasureId>(at)
  await closeLeads(tx, leadIds, { id, at }, parts)
  await eraseRows(tx, person, at, parts.withoutLeads)
  await endWork(tx, leadIds)
  await tx
    .insertInto('erasures')
    .values({
      ...{ id, why, requestedBy, requestedAt: at },
      leadIds: [...leadIds],
      contactIds: [...person.wholeContactIds],
      places: JSON.stringify(places),
      remains: JSON.stringify(remains),
      subjects: [...person.subjects],
      finishedAt: null,
    })
    .execute()
  return { id, contactIds, leadIds, places, remains }
}

/** Before the leads, as capturing holds them: a part that comes meanwhile finds its chat erased. */
async function holdChats(tx: Tx, leadIds: readonly LeadId[]): Promise<void> {
  await sql`
    select from conversations where lead_id = ${anyOf(leadIds)}
    order by source_key, conversation_key for update`.execute(tx)
}

/** Says so in the history of each lead, once; the last of them has the erasure finished. */
async function closeLeads(
  tx: Tx,
  leadIds: readonly LeadId[],
  { id, at }: { id: ErasureId; at: Date },
  parts: EraseParts,
): Promise<void> {
  const finish = { follower: 'erase', subject: id, dueAt: new Date(at.getTime() + FINISH_AFTER_MS) }
  const outcomeFor = (isLast: boolean) => (lead: Lead) => {
    const { assignmentId } = lead
    const event = { type: 'LeadErased', at, erasureId: id } as const
    const outcome: Outcome = {
      event: assignmentId === undefined ? event : { ...event, assignmentId },
      tasks: isLast ? [finish as NonNullable<Outcome['tasks']>[number]] : [],
    }
    return lead.state === 'erased' && !isLast ? undefined : outcome
  }
  const items = leadIds.map((leadId, index) => {
    return [leadId, outcomeFor(index === leadIds.length - 1)] as const
  })
  await recordAll(tx, items, parts)
}

/** From now on no delivery can bring these leads back. Resolves with how many were not marked yet. */
async function markLeads(tx: Tx, leadIds: readonly LeadId[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into erased_leads (key_hash, lead_id)
    select erased_key(source_key, dedupe_key), id from leads
    where id = ${anyOf(leadIds)} and dedupe_key <> 'erased:' || id
    order by 1 on conflict do nothing`.execute(tx)
  return Number(numAffectedRows)
}

/** Erases every row that says something of the person. Doing it again finds nothing. */
export async function eraseRows(
  tx: Tx,
  person: Person,
  since: Date,
  withoutLeads: WithoutLeads,
): Promise<void> {
  await eraseDeliveries(tx, person, since, withoutLeads)
  await mendContacts(tx, person)
  for (const place of personalPlaces) await place.erase(tx, person)
  await materialiseContacts(tx, goingOn(person))
  await refileContacts(tx, person.wholeContactIds)
}

/** Open tasks end; what was given up is not to be set going again. */
async function endWork(tx: Tx, leadIds: readonly LeadId[]): Promise<void> {
  await sql`
    with ending as (
      select id from tasks where lead_id = ${anyOf(leadIds)} and state = 'open' and follower <> 'erase'
      order by id for update
    )
    update tasks t set state = 'refused', failure = 'lead-erased', ended_at = now()
    from ending e where t.id = e.id`.execute(tx)
  await sql`
    delete from dead_letters
    where lead_id = ${anyOf(leadIds)} and redriven_at is null`.execute(tx)
}
