import { type Kysely, sql } from 'kysely'

/**
 * What visitors of pages did, whose they are, and how many were taken today. Signals are only added,
 * and deleted by age: whose they are is read from the identifications beside them, so that a person
 * who makes themselves known changes no row of theirs, however many there are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** Erasable. The id is the page's, so that a signal that is sent again is the same one. */
  `create table signals (
    id uuid primary key,
    visitor_id uuid,
    session_id uuid not null,
    source_key text not null,
    type text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    value double precision,
    details jsonb not null
  )`,
  `create index signals_by_visitor on signals (visitor_id, received_at)`,
  `create index signals_by_session on signals (session_id) where visitor_id is null`,
  `create index signals_by_age on signals (received_at)`,

  /** Who used the browser of a visitor, in turn: the latest is whose its new signals are. */
  `create table visitor_identifications (
    sequence bigint primary key generated always as identity,
    visitor_id uuid not null,
    contact_id uuid not null,
    since timestamptz not null
  )`,
  `create index visitor_identifications_by_visitor
    on visitor_identifications (visitor_id, sequence)`,
  `create index visitor_identifications_by_contact on visitor_identifications (contact_id)`,
  `create index visitor_identifications_by_age on visitor_identifications (since)`,

  /** How many signals were taken on a day, of one visitor, session or source. */
  `create table signal_allowances (
    day date not null,
    key text not null,
    taken integer not null,
    primary key (day, key)
  )`,
]
