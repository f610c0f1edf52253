import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import { JOURNEY_MS } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { Intake, Receipt } from '../../ports/intake.ts'
import { stageQueue } from '../../ports/queue-names.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import {
  type IntakeItem as Item,
  insertDeliveries,
  insertLinks,
  keptOf,
  type IntakeRow as Row,
} from './delivery-rows.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'
import { takeBack, takenBackOf } from './take-back.ts'

type Parts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly firstStage: string
  readonly onBatch?: (kind: string, size: number) => void
}

/** While a lead is younger than this, an equal body without an id of its own is the same lead. */
const SAME_BODY_WINDOW = sql`interval '10 minutes'`

/** Takes deliveries in, many per commit: delivery, leads, first events and jobs together. */
export function postgresIntake({ db, enqueue, firstStage, onBatch }: Parts): Intake {
  const receive = groupCommit<Item, Receipt>(
    (items) =>
      translated(() =>
        db.transaction().execute((tx) => receiveAll(tx, items, enqueue, firstStage)),
      ),
    { onBatch: (size) => onBatch?.('capture', size) },
  )
  return {
    receive: (delivery, leads, withdrawn = []) => receive({ delivery, leads, withdrawn }),
  }
}

async function receiveAll(
  tx: Tx,
  items: readonly Item[],
  enqueue: Enqueue,
  firstStage: string,
): Promise<Settled<Receipt>[]> {
  const rows = items.flatMap(({ delivery, leads }) => leads.map((lead) => ({ ...lead, delivery })))
  const earlier = await earlierLeads(tx, rows)
  const startOf = ({ startsAt = firstStage }: Row) => startsAt
  const isNew = await insertLeads(
    tx,
    rows.filter((row) => !earlier.has(row.id)),
    startOf,
  )
  const known = await knownLeads(
    tx,
    rows.filter((row) => !isNew.has(row.id) && !earlier.has(row.id)),
  )
  const leadOf = (row: Row) => earlier.get(row.id) ?? known.get(keyOf(row)) ?? row.id

  const fresh = rows.filter((row) => isNew.has(row.id))
  const kept = keptOf(items, fresh)
  await insertDeliveries(tx, kept)
  await countRedeliveries(tx, rows.filter((row) => !isNew.has(row.id)).map(leadOf))
  await insertFirstRows(tx, fresh)
  const isErased = (row: Row) => leadOf(row) === row.id && !isNew.has(row.id)
  await insertLinks(
    tx,
    kept,
    rows.filter((row) => !isErased(row)).map((row) => ({ ...row, id: leadOf(row) })),
  )
  await takeBack(tx, takenBackOf(items, rows.filter(isErased), kept), enqueue)
  await enqueue(
    tx,
    fresh.map((row) => ({ queue: stageQueue(startOf(row)), subject: { leadId: row.id } })),
  )
  const receiptOf = (row: Row) => ({ leadId: leadOf(row), duplicate: !isNew.has(row.id) })
  return items.map(({ delivery }) => ({
    ok: { leads: rows.filter((row) => row.delivery === delivery).map(receiptOf) },
  }))
}

/** Leads that the slot before this one holds under the same hash, by the id of the new lead. */
async function earlierLeads(tx: Tx, rows: readonly Row[]): Promise<Map<LeadId, LeadId>> {
  const slotted = rows.filter(({ previousDedupeKey }) => previousDedupeKey !== undefined)
  if (slotted.length === 0) return new Map()
  const list = JSON.stringify(
    slotted.map(({ id, delivery, previousDedupeKey }) => ({
      id,
      source_key: delivery.sourceKey,
      dedupe_key: previousDedupeKey,
      received_at: delivery.receivedAt,
    })),
  )
  const found = await sql<{ id: LeadId; earlier: LeadId }>`
    select k.id, l.id as earlier from leads l
    join jsonb_to_recordset(${list}::jsonb)
      as k (id uuid, source_key text, dedupe_key text, received_at timestamptz)
      on l.source_key = k.source_key and l.dedupe_key = k.dedupe_key
    where l.received_at > k.received_at - ${SAME_BODY_WINDOW}`.execute(tx)
  return new Map(found.rows.map(({ id, earlier }) => [id, earlier]))
}

/**
 * Inserts the leads nobody has delivered before and resolves with their ids; of equal keys the one
 * that came first. Sorted by key, so that two batches with the same redeliveries wait for each
 * other instead of deadlocking.
 */
async function insertLeads(tx: Tx, rows: readonly Row[], startOf: (row: Row) => string) {
  if (rows.length === 0) return new Set<LeadId>()
  const list = JSON.stringify(
    rows.map((row, place) => ({
      id: row.id,
      place,
      waiting_for: startOf(row),
      source_key: row.delivery.sourceKey,
      dedupe_key: row.dedupeKey,
      previous_key: row.previousDedupeKey,
      is_test: row.form.isTest ?? false,
      received_at: row.delivery.receivedAt,
      deadline_at: new Date(row.delivery.receivedAt.getTime() + JOURNEY_MS),
    })),
  )
  const inserted = await sql<{ id: LeadId }>`
    insert into leads (id, version, state, waiting_for, source_key, dedupe_key, is_test,
      received_at, deadline_at)
    select id, 1, 'travelling', waiting_for, source_key, dedupe_key, is_test, received_at, deadline_at
    from jsonb_to_recordset(${list}::jsonb) as l (id uuid, place integer, waiting_for text,
      source_key text, dedupe_key text, previous_key text, is_test boolean,
      received_at timestamptz, deadline_at timestamptz)
    where not exists (
      select from erased_leads e where e.key_hash in (
        erased_key(l.source_key, l.dedupe_key), erased_key(l.source_key, l.previous_key)))
    order by source_key, dedupe_key, place
    on conflict (source_key, dedupe_key) do nothing
    returning id`.execute(tx)
  return new Set(inserted.rows.map(({ id }) => id))
}

async function knownLeads(tx: Tx, rows: readonly Row[]): Promise<Map<string, LeadId>> {
  if (rows.length === 0) return new Map()
  const list = JSON.stringify(
    rows.map(({ dedupeKey, delivery }) => ({
      source_key: delivery.sourceKey,
      dedupe_key: dedupeKey,
    })),
  )
  const found = await sql<{ id: LeadId; sourceKey: string; dedupeKey: string }>`
    select l.id, l.source_key, l.dedupe_key from leads l
    join jsonb_to_recordset(${list}::jsonb) as k (source_key text, dedupe_key text)
      on l.source_key = k.source_key and l.dedupe_key = k.dedupe_key`.execute(tx)
  return new Map(found.rows.map((row) => [JSON.stringify([row.sourceKey, row.dedupeKey]), row.id]))
}

const keyOf = ({ delivery, dedupeKey }: Row) => JSON.stringify([delivery.sourceKey, dedupeKey])

async function countRedeliveries(tx: Tx, ids: readonly LeadId[]): Promise<void> {
  if (ids.length === 0) return
  const list = JSON.stringify([...ids].sort())
  await sql`
    with counted as (
      select id::uuid, count(*) as times from jsonb_array_elements_text(${list}::jsonb) as r (id)
      group by id
    ), locked as (
      select c.* from counted c join leads l on l.id = c.id order by l.id for update of l
    )
    update leads l set redeliveries = l.redeliveries + c.times
    from locked c where l.id = c.id`.execute(tx)
}

async function insertFirstRows(tx: Tx, fresh: readonly Row[]): Promise<void> {
  if (fresh.length === 0) return
  await sql`
    insert into lead_events (lead_id, version, type, at, data)
    select * from jsonb_to_recordset(${JSON.stringify(fresh.map(firstEvent))}::jsonb)
      as e ("leadId" uuid, version integer, type text, at timestamptz, data jsonb)`.execute(tx)
  await insertAll('leadParts', fresh.flatMap(partsOf)).execute(tx)
}

function partsOf({ id: leadId, form, doubts }: Row) {
  const capture = { leadId, part: 'capture', content: { doubts } }
  return [{ leadId, part: 'form', content: form }, ...(doubts === undefined ? [] : [capture])]
}

function firstEvent({ id, form, startsAt, delivery }: Row) {
  const { sourceKey, receivedAt, id: deliveryId } = delivery
  const { type, at, ...data } = {
    type: 'LeadCaptured',
    at: receivedAt,
    sourceKey,
    deliveryId,
    isTest: form.isTest ?? false,
    ...(startsAt === undefined ? {} : { startsAt }),
  } satisfies LeadEvent
  return { leadId: id, version: 1, type, at, data }
}
