import { type Kysely, sql } from 'kysely'

/** The CRM tells that something was logged, so the next look at it may come before its time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Before \`soonest_at\` no look is taken, however often the CRM tells of something.
  `alter table activity_watches add column told_at timestamptz, add column soonest_at timestamptz`,
]
