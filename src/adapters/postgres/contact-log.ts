import { hash } from 'node:crypto'
import { sql } from 'kysely'
import * as z from 'zod'
import type { ContactId } from '../../domain/ids.ts'
import type { ContactLog, LogPage } from '../../ports/contact-log.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import { factsFrom, type StoredFacts } from './identity-index-tables.ts'

/** Any number that nothing else of the product locks. */
const TURN = 7_283_646

/** Transaction and contact. */
const Place = z.string().regex(/^\d+\.[0-9a-f-]{36}$/)
const BEGINNING = '0.00000000-0000-0000-0000-000000000000'

/**
 * Follows `contact_index` by the order of commits, as the live feed follows events: a row shows once
 * its transaction is below `pg_snapshot_xmin`, so none that is still open can come before it.
 */
export function postgresContactLog(db: Db): ContactLog {
  let known: Promise<string> | undefined
  return {
    name() {
      known ??= translated(() => nameOf(db)).catch((error: unknown) => {
        known = undefined
        throw error
      })
      return known
    },
    inTurn: (work) =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          const { rows } = await sql<{ taken: boolean }>`
            select pg_try_advisory_xact_lock(${TURN}) as taken`.execute(tx)
          if (!rows[0]?.taken) return 'busy'
          const edition = await editionOf(tx)
          return await work({
            edition,
            after: (place, limit) => pageAfter(tx, place ?? BEGINNING, limit),
            lagSeconds: (place) => lagSeconds(tx, place),
          })
        }),
      ),
    lagSeconds: (place) => translated(() => lagSeconds(db, place)),
  }
}

/** A short name, because it stands before every key of a copy. */
async function nameOf(db: Db): Promise<string> {
  const { rows } = await sql<{ server: string; database: string }>`
    select system_identifier::text as server, oid::text as database
    from pg_control_system(), pg_database where datname = current_database()`.execute(db)
  return hash('sha256', `${rows[0]?.server} ${rows[0]?.database}`, 'base64url').slice(0, 8)
}

async function editionOf(tx: Tx): Promise<string> {
  const { rows } = await sql<{ edition: string }>`
    select (select system_identifier from pg_control_system()) || '.' || epoch as edition
    from contact_index_progress`.execute(tx)
  return rows[0]?.edition ?? ''
}

type Row = { contactId: ContactId; facts: StoredFacts; txid: string }

async function pageAfter(tx: Tx, from: string, limit: number): Promise<LogPage> {
  const [txid = '0', contactId] = Place.parse(from).split('.')
  // A database that was restored to an earlier time has not come as far as the copy: from the beginning.
  // `i.txid` in the order, or it would be the text beside it: 1000 comes before 999 there.
  const { rows } = await sql<Row>`
    select i.contact_id, i.facts, i.txid::text as txid from contact_index i
    where i.txid < pg_snapshot_xmin(pg_current_snapshot())
      and (i.txid, i.contact_id) > (
        case when ${txid}::xid8 <= pg_snapshot_xmax(pg_current_snapshot())
          then ${txid}::xid8 else '0'::xid8 end, ${contactId}::uuid)
    order by i.txid, i.contact_id limit ${limit}`.execute(tx)
  const last = rows.at(-1)
  return {
    contacts: rows.map(({ contactId: id, facts }) => ({
      contactId: id,
      facts: factsFrom(facts),
    })),
    place: last === undefined ? from : `${last.txid}.${last.contactId}`,
  }
}

async function lagSeconds(db: Db | Tx, place: string): Promise<number> {
  const [txid, contactId] = Place.parse(place).split('.')
  const { rows } = await sql<{ seconds: number }>`
    select greatest(0, extract(epoch from now() - at))::float8 as seconds from contact_index
    where (txid, contact_id) > (${txid}::xid8, ${contactId}::uuid)
    order by txid, contact_id limit 1`.execute(db)
  return rows[0]?.seconds ?? 0
}
