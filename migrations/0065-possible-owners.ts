import { type Kysely, sql } from 'kysely'

/** Who has the contact that the person of a lead perhaps is. Before this, new contacts were given that owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table leads add column possible_owner_id text`.execute(db)
}
