import { type Kysely, sql } from 'kysely'

/** What a CRM said of the companies of our book when it was asked last, and how far that has come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // `last_seen` is what the record said then, and `parent_set` the parent that was taken from it: what
  // differs from them here was changed by hand.
  `create table account_links (
    crm text not null,
    record_id text not null,
    account_id uuid not null references accounts (id),
    last_seen jsonb not null,
    parent_record_id text,
    parent_set uuid,
    seen_at timestamptz not null default now(),
    primary key (crm, record_id)
  )`,
  // Where the next page begins; null when the last one was read.
  `create table account_back_fills (
    crm text primary key,
    next_page text,
    updated_at timestamptz not null default now()
  )`,
]
