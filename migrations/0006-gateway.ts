import { type Kysely, sql } from 'kysely'

/** What capturing from every source needs: deliveries whose proof is right and too old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table deliveries drop constraint deliveries_verdict_check`,
  `alter table deliveries add constraint deliveries_verdict_check
    check (verdict in ('authentic', 'unverified', 'stale'))`,
]
