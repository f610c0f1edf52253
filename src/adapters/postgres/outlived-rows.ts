import { type RawBuilder, sql } from 'kysely'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Few enough that deleting them delays nobody; what remains is for the next time. */
const AT_MOST = 5_000

/**
 * Deletes rows that nobody may read any longer: idempotency keys, an hour after their day so that
 * clocks may differ, and answers of providers that have expired. Resolves with how many.
 */
export function deleteOutlived(db: Db): Promise<number> {
  return translated(async () => {
    let deleted = 0
    for (const statement of STATEMENTS) {
      const { numAffectedRows = 0n } = await statement.execute(db)
      deleted += Number(numAffectedRows)
    }
    return deleted
  })
}

/** Rows in use by somebody are skipped: they are about to be renewed. */
const STATEMENTS: readonly RawBuilder<unknown>[] = [
  sql`
    with outlived as materialized (
      select caller, key from idempotency_keys where created_at < now() - interval '25 hours'
      order by created_at limit ${sql.lit(AT_MOST)} for update skip locked)
    delete from idempotency_keys k using outlived o where k.caller = o.caller and k.key = o.key`,
  sql`
    with outlived as materialized (
      select provider, subject_hash from enrichment_cache where expires_at < now()
      order by expires_at limit ${sql.lit(AT_MOST)} for update skip locked)
    delete from enrichment_cache c using outlived o
    where c.provider = o.provider and c.subject_hash = o.subject_hash`,
]
