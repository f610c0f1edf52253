import { sql } from 'kysely'
import type { LeadId } from '../../domain/ids.ts'
import { JOURNEY_MS } from '../../domain/lead.ts'
import type { Tx } from './connect.ts'
import type { IntakeRow as Row } from './delivery-rows.ts'

/** While a lead is younger than this, an equal body without an id of its own is the same lead. */
export const SAME_BODY_WINDOW = sql`interval '10 minutes'`

/**
 * Makes the leads nobody has delivered before, each once, whoever else tries at the same moment.
 * Resolves with the ids of those that are new, and with which lead each of the rows is; an erased
 * one is not made again, and is its own row without being new.
 */
export async function claimLeads(
  tx: Tx,
  rows: readonly Row[],
  startOf: (row: Row) => string,
): Promise<{ readonly isNew: ReadonlySet<LeadId>; readonly leadOf: (row: Row) => LeadId }> {
  const earlier = await earlierLeads(tx, rows)
  const isNew = await insertLeads(
    tx,
    rows.filter((row) => !earlier.has(row.id)),
    startOf,
  )
  const known = await knownLeads(
    tx,
    rows.filter((row) => !isNew.has(row.id) && !earlier.has(row.id)),
  )
  return { isNew, leadOf: (row) => earlier.get(row.id) ?? known.get(keyOf(row)) ?? row.id }
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
    left join erasure_secret s on true
    where not exists (
      select from erased_leads e where e.key_hash in (
        erased_key(s.secret, l.source_key, l.dedupe_key),
        erased_key(s.secret, l.source_key, l.previous_key)))
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
