import { type Kysely, sql } from 'kysely'

/** Who works on a contact now, for one purpose: several at once would read each other half done. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table contact_claims (
    contact_id uuid not null,
    purpose text not null,
    holder uuid not null unique,
    kept_at timestamptz not null default now(),
    primary key (contact_id, purpose)
  )`,
]
