import { sql } from 'kysely'
import type { Db } from '../../src/adapters/postgres/connect.ts'

/** As if the lease of every claimed job had ended: within a second they can be claimed again. */
export async function leasesEnd(db: Db): Promise<void> {
  await sql`
    update pgboss.job set started_on = started_on - expire_seconds * interval '1 second'
    where state = 'active'`.execute(db)
}
