import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import { JOURNEY_MS } from '../../domain/lead.ts'
import type { LeadEvent } from '../../domain/lead-event.ts'
import type { CapturedLead, Delivery, Intake, Receipt } from '../../ports/intake.ts'
import { stageQueue } from '../../ports/queue-names.ts'
import { groupCommit, type Settled } from '../../worker/group-commit.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'

type Parts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly firstStage: string
  readonly onBatch?: (kind: string, size: number) => void
}

type Item = { readonly delivery: Delivery; readonly leads: readonly CapturedLead[] }
type Row = CapturedLead & { readonly delivery: Delivery }

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
  return { receive: (delivery, leads) => receive({ delivery, leads }) }
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
  await insertDeliveries(tx, items, fresh)
  await countRedeliveries(tx, rows.filter((row) => !isNew.has(row.id)).map(leadOf))
  await insertFirstRows(tx, fresh)
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
      source_key text, dedupe_key text, is_test boolean, received_at timestamptz,
      deadline_at timestamptz)
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

/** Keeps the raw bytes of whatever brought something new, and of notices that bring no lead. */
async function insertDeliveries(tx: Tx, items: readonly Item[], fresh: readonly Row[]) {
  const withNews = new Set(fresh.map(({ delivery }) => delivery))
  const kept = items.filter(({ delivery, leads }) => withNews.has(delivery) || leads.length === 0)
  if (kept.length > 0) {
    await tx
      .insertInto('deliveries')
      .values(
        kept.map(({ delivery }) => ({
          ...delivery,
          headers: JSON.stringify(delivery.headers),
          body: Buffer.from(delivery.body),
        })),
      )
      .execute()
  }
}

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
  const links = fresh.map(({ id, delivery }) => ({ leadId: id, deliveryId: delivery.id }))
  await insertAll('leadDeliveries', links).execute(tx)
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
