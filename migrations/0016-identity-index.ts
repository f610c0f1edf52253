import { type Kysely, sql } from 'kysely'

/**
 * Contacts under the keys by which they may be recognised. Nothing decides by these tables; all of it
 * can be made anew from the leads.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /**
   * What is known of a contact, ready to be compared, and what it is filed under. `facts` and `keys`
   * are erasable; an erased contact keeps its empty row, so that whoever follows hears of it. `scheme`
   * is the version of the keys, 0 for a row that has yet to be filled. `txid` lets a reader follow
   * commits without missing any that came late.
   */
  `create table contact_index (
    contact_id uuid primary key,
    facts jsonb not null default '{}',
    keys bigint[] not null default '{}',
    scheme smallint not null default 0,
    at timestamptz not null default now(),
    txid xid8 not null default pg_current_xact_id()
  ) with (fillfactor = 80)`,
  `create index contact_index_by_commit on contact_index (txid, contact_id)`,

  /** Erasable. The same keys the other way round: hashes, from which nobody reads anything. */
  `create table contact_keys (
    key bigint not null,
    contact_id uuid not null,
    primary key (key, contact_id)
  )`,

  /**
   * One row: how far the index has been made, up to which contact. `epoch` counts how often it was
   * begun anew, so that copies elsewhere are made anew too.
   */
  `create table contact_index_progress (
    only_one boolean primary key default true check (only_one),
    scheme smallint not null default 0,
    place uuid not null default '00000000-0000-0000-0000-000000000000',
    contacts integer not null default 0,
    epoch integer not null default 1,
    started_at timestamptz,
    finished_at timestamptz
  )`,
  `insert into contact_index_progress default values`,
]
