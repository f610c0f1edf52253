import { type Kysely, sql } from 'kysely'

/**
 * How a pool chose, what it saw of its members, and what a lead cost. Processes that do not know of it
 * yet write picks of version 2, which went by turns alone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table pool_ledger
      add column strategy text,
      add column seen jsonb not null default '{}',
      add column worth double precision`.execute(db)
}
