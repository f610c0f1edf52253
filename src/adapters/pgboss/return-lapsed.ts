import type { PgBoss } from 'pg-boss'

const LOOK_EVERY_MS = 1_000

/**
 * Makes jobs whose lease has ended claimable again, within a second, until the queue is stopped.
 *
 * pg-boss does so too, in a pass that also counts all jobs of each queue: every second, as soon as
 * leads must come back, that took a tenth of the processors. So it is left to do it once a minute.
 */
export function returnLapsed(boss: PgBoss, schema: string, onError: (error: Error) => void): void {
  let looking = false
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    await giveBackLapsed(boss, schema).catch(onError)
    looking = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  boss.on('stopped', () => clearInterval(timer))
}

/**
 * Looks first, since there is hardly ever anything to give back: over one table for each queue, an
 * update takes the planner longer than all its looking takes the executor. The empty list of values
 * has the connection keep the plan.
 */
async function giveBackLapsed(boss: PgBoss, schema: string): Promise<void> {
  const db = boss.getDb()
  const lapsed: { rows: unknown[] } = await db.executeSql(anyLapsed(schema), [])
  if (lapsed.rows.length > 0) await db.executeSql(lapsedToRetry(schema))
}

const HAS_LAPSED = `state = 'active' and started_on + expire_seconds * interval '1 second' < now()`

const anyLapsed = (schema: string) => `select from ${schema}.job where ${HAS_LAPSED} limit 1`

/** Jobs that somebody settles at this moment are skipped: their claims were not too late after all. */
const lapsedToRetry = (schema: string) => `
  with lapsed as (
    select name, id from ${schema}.job where ${HAS_LAPSED} order by name, id for update skip locked
  )
  update ${schema}.job j set state = 'retry', start_after = now()
  from lapsed where j.name = lapsed.name and j.id = lapsed.id`
