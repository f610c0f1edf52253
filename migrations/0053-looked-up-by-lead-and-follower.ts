import { type Kysely, sql } from 'kysely'

/** Indexes for edits by the lead they were written about, and for leads that wait to be matched again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index contact_edits_of_lead on contact_edits (lead_id)`,
  `drop index contact_edits_of_contact`,
  `create index open_late_data on tasks (id) where state = 'open' and follower = 'late-data'`,
]
