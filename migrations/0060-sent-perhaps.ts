import { type Kysely, sql } from 'kysely'

/**
 * Since when an alert may have been sent without our knowing. It is set before it is sent, and taken back
 * when the channel says that it took nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table notifications add column uncertain_since timestamptz`,
  `update notifications set uncertain_since = created_at where state = 'sending'`,
  `alter table notifications alter column uncertain_since set default now()`,
]
