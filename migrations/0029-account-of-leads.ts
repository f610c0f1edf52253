import { type Kysely, sql } from 'kysely'

/** Which account of the book a lead belongs to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table leads add column account_id uuid`,
  // For the latest lead of an account, which may have many.
  `create index leads_of_account on leads (account_id, received_at) where account_id is not null`,
]
