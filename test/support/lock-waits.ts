import { sql } from 'kysely'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import { eventually } from './eventually.ts'

/** Waits until so many transactions in this database wait for a lock of another. */
export const lockWaits = (db: Db, count: number) =>
  eventually(`${count} to wait for a lock`, async () => {
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::integer as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    return rows[0]?.waiting === count
  })
