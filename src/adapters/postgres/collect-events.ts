import { sql } from 'kysely'
import { CANARY_SOURCE } from '../../domain/canaries/is-canary.ts'
import { ALL_EVENTS, PUBLIC_EVENTS } from '../../domain/public-events.ts'
import type { Db, Tx } from './connect.ts'

/** Enough to keep up with thousands a second, and few enough to hold the lock for moments. */
const PAGE = 500

const NO_LEAD = '00000000-0000-0000-0000-000000000000'
const TYPES = [...PUBLIC_EVENTS].map(([internal, { type }]) => ({ internal, public: type }))

type Place = { readonly txid: string; readonly leadId: string; readonly version: number }
type Log = Place & {
  readonly system: string | null
  readonly systemNow: string
  readonly xmin: string
  /** The transaction of the oldest subscription; null when there is none. */
  readonly firstStart: string | null
}

/**
 * Reads the next events of the log, in the order of commits, and adds a delivery for each
 * subscription that asks for one; place and deliveries move together. Resolves with true when there
 * may be more.
 *
 * As in the live feed an event shows once no transaction that could come before it is open. A new
 * subscription is such a transaction too, so every event after its own is read when it can be seen.
 */
export async function collectEvents(db: Db, now: Date): Promise<boolean> {
  if (!(await isWorthReading(db))) return false
  return await db.transaction().execute(async (tx) => {
    const log = await lockLog(tx)
    if (log === undefined || log.firstStart === null) return false
    const from = await placeToReadFrom(tx, log, log.firstStart)
    const { count, ...to } = await addDeliveries(tx, from, now)
    await tx
      .updateTable('eventLogPlace')
      .set({ ...(count > 0 ? to : from), system: log.systemNow })
      .execute()
    return count === PAGE
  })
}

/** Asked without a lock, which would write: while nobody subscribes, reading costs next to nothing. */
async function isWorthReading(db: Db): Promise<boolean> {
  const { rows } = await sql<{ worth: boolean }>`
    select exists (select from subscriptions) and (
      p.system <> (select system_identifier::text from pg_control_system())
      or exists (select from lead_events e
        where e.txid < pg_snapshot_xmin(pg_current_snapshot())
          and (e.txid, e.lead_id, e.version) > (p.txid, p.lead_id, p.version))) is true as worth
    from event_log_place p`.execute(db)
  return rows[0]?.worth ?? false
}

/** Undefined while another process reads. */
async function lockLog(tx: Tx): Promise<Log | undefined> {
  const { rows } = await sql<Log>`
    select p.system, p.txid::text as txid, p.lead_id, p.version,
      (select system_identifier::text from pg_control_system()) as system_now,
      pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
      (select s.starts_txid::text from subscriptions s order by s.starts_txid limit 1) as first_start
    from event_log_place p for update of p skip locked`.execute(tx)
  return rows[0]
}

/**
 * While nobody subscribed nothing was read, so reading begins where the oldest subscription does;
 * not later than the oldest open transaction, which may be a subscription that cannot be seen yet.
 *
 * On another server, as after a restore, transactions have other numbers: it begins with now.
 */
async function placeToReadFrom(tx: Tx, log: Log, firstStart: string): Promise<Place> {
  const { system, systemNow, xmin, txid, leadId, version } = log
  if (system !== null && system !== systemNow) {
    await sql`update subscriptions set starts_txid = '0'`.execute(tx)
    return { txid: xmin, leadId: NO_LEAD, version: 0 }
  }
  const start = BigInt(firstStart) < BigInt(xmin) ? firstStart : xmin
  if (BigInt(txid) >= BigInt(start)) return { txid, leadId, version }
  return { txid: start, leadId: NO_LEAD, version: 0 }
}

/** One statement, so that what it sees of the log and of subscriptions is of one moment. */
async function addDeliveries(tx: Tx, from: Place, now: Date): Promise<Place & { count: number }> {
  const { rows } = await sql<Place & { count: number }>`
    with page as materialized (
      select e.txid, e.lead_id, e.version, e.type, e.at from lead_events e
      where e.txid < pg_snapshot_xmin(pg_current_snapshot())
        and (e.txid, e.lead_id, e.version)
          > (${from.txid}::xid8, ${from.leadId}::uuid, ${from.version}::integer)
      order by e.txid, e.lead_id, e.version
      limit ${PAGE}
    ), added as (
      insert into event_deliveries (subscription_id, lead_id, version, type, at, next_attempt_at)
      select s.id, p.lead_id, p.version, t.public, p.at, ${now}
      from page p
      join jsonb_to_recordset(${JSON.stringify(TYPES)}::jsonb) as t (internal text, public text)
        on t.internal = p.type
      join subscriptions s on p.txid > s.starts_txid and s.events && array[t.public, ${ALL_EVENTS}]
      where not exists (
        select from leads l where l.id = p.lead_id and l.source_key = ${CANARY_SOURCE})
      order by p.txid, p.lead_id, p.version
      on conflict (subscription_id, lead_id, version) do nothing
    )
    select txid::text as txid, lead_id, version, (select count(*)::integer from page) as count
    from page order by page.txid desc, lead_id desc, version desc limit 1`.execute(tx)
  return rows[0] ?? { ...from, count: 0 }
}
