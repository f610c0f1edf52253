import { type Kysely, sql } from 'kysely'

/** How hot a lead was when a pool began to hold it: the hottest goes first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pool_holds add column tier text`.execute(db)
}
