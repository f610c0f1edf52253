import { type Kysely, sql } from 'kysely'

/** What sources need whose leads are read from an API: alarms, and how far each was looked through. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One row for each source that waits for a person.
  `create table source_alarms (
    source_key text primary key,
    code text not null,
    since timestamptz not null
  )`,
  // How far a source was looked through for leads of which we were not told. While one search goes on
  // it has an end, and a page; whoever holds the claim goes on with it.
  `create table source_positions (
    source_key text primary key,
    seen_until timestamptz not null,
    search_until timestamptz,
    page text,
    due_at timestamptz not null,
    holder text,
    held_until timestamptz
  )`,
]
