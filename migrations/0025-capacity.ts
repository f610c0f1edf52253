import { type Kysely, sql } from 'kysely'

/** What counting what reps have needs, and who waits for a rep to have a place again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index assignments_of_rep on assignments (rep_id, offered_at)`,
  // As the latest decision to let the lead wait says; gone when it is decided otherwise.
  `create table cap_waits (
    rep_id text not null,
    lead_id uuid not null,
    received_at timestamptz not null,
    primary key (rep_id, lead_id)
  )`,
  `create index cap_waits_of_lead on cap_waits (lead_id)`,
]
