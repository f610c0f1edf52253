import { type Kysely, sql } from 'kysely'

/** An index by which it is found what waited at a moment of the past: of events only those that say so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index lead_events_of_waiting on lead_events (at)
    where type = 'LeadPutOnWaitingList'`.execute(db)
}
