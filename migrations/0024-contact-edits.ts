import { type Kysely, sql } from 'kysely'

/** What people write about contacts by hand, and take back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  /** Since when a value that a person wrote counts no more: it was taken back, or written anew. */
  `alter table contact_values add column withdrawn_at timestamptz`,

  /**
   * Append-only, ids and codes only. The highest sequence of a person's contacts is the version that
   * whoever edits has seen.
   */
  `create table contact_edits (
    sequence integer primary key generated always as identity,
    contact_id uuid not null,
    lead_id uuid not null,
    field text not null,
    kind text not null check (kind in ('written', 'withdrawn')),
    at timestamptz not null,
    by text not null
  )`,
  `create index contact_edits_of_contact on contact_edits (contact_id)`,
]
