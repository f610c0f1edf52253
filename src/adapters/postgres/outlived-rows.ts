import { type RawBuilder, sql } from 'kysely'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Few enough that deleting them delays nobody; what remains is for the next time. */
const AT_MOST = 5_000

/**
 * Deletes rows that nobody may read any longer: idempotency keys, an hour after their day so that
 * clocks may differ, answers of providers that have expired, deliveries of events after thirty days,
 * sent or not, callbacks of vendors after a week, entries of lists ninety days after they were replaced or a
 * day after they were never put in use, and signals of visitors older than `signalDays`. Resolves with how
 * many.
 */
export function deleteOutlived(db: Db, signalDays: number): Promise<number> {
  return translated(async () => {
    let deleted = 0
    for (const statement of [...STATEMENTS, ...aboutVisits(signalDays)]) {
      const { numAffectedRows = 0n } = await statement.execute(db)
      deleted += Number(numAffectedRows)
    }
    return deleted
  })
}

/** A decision names the version of a list it saw; for so long what it saw can be read as well. */
const LISTS_KEPT = sql.lit('90 days')

/** Versions whose entries are of no use any more. A load that fails leaves entries nobody looks in. */
const outlivedLists = sql`select version from segment_versions where emptied_at is null
  and coalesce(replaced_at < now() - ${LISTS_KEPT}::interval, false)
  or emptied_at is null and loaded_at is null and started_at < now() - interval '1 day'`

const ABOUT_LISTS: readonly RawBuilder<unknown>[] = [
  sql`
    with outlived as materialized (
      select version, value from segment_entries where version in (${outlivedLists})
      limit ${sql.lit(AT_MOST)})
    delete from segment_entries e using outlived o where e.version = o.version and e.value = o.value`,
  sql`
    update segment_versions v set emptied_at = now() where version in (${outlivedLists})
      and not exists (select from segment_entries e where e.version = v.version)`,
]

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
  sql`
    with outlived as materialized (
      select sequence from event_deliveries where created_at < now() - interval '30 days'
      order by created_at limit ${sql.lit(AT_MOST)} for update skip locked)
    delete from event_deliveries d using outlived o where d.sequence = o.sequence`,
  sql`
    with outlived as materialized (
      select channel, key from callback_receipts where at < now() - interval '7 days'
      order by at limit ${sql.lit(AT_MOST)} for update skip locked)
    delete from callback_receipts c using outlived o where c.channel = o.channel and c.key = o.key`,
  ...ABOUT_LISTS,
]

/** Whose a visitor is stays known while they come back, and as long as a signal of theirs is kept. */
function aboutVisits(days: number): readonly RawBuilder<unknown>[] {
  const outlived = sql`now() - ${days}::integer * interval '1 day'`
  return [
    sql`
      with outlived as materialized (
        select id from signals where received_at < ${outlived}
        order by received_at limit ${sql.lit(AT_MOST)} for update skip locked)
      delete from signals s using outlived o where s.id = o.id`,
    sql`
      with outlived as materialized (
        select sequence from visitor_identifications i where since < ${outlived}
          and not exists (select from signals s where s.visitor_id = i.visitor_id)
        order by since limit ${sql.lit(AT_MOST)} for update skip locked)
      delete from visitor_identifications i using outlived o where i.sequence = o.sequence`,
    sql`
      with outlived as materialized (
        select day, key from signal_allowances where day < current_date - 1
        order by day, key limit ${sql.lit(AT_MOST)} for update skip locked)
      delete from signal_allowances a using outlived o where a.day = o.day and a.key = o.key`,
  ]
}
