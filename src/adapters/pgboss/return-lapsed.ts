import type { PgBoss } from 'pg-boss'

const LOOK_EVERY_MS = 1_000

/**
 * Makes jobs whose lease has ended claimable again, within a second, until the queue is stopped.
 *
 * pg-boss does so too, in a pass that also counts all jobs of each queue: every second, as soon as
 * leads must come back, that took a tenth of the processors. So it is left to do it once a minute.
 */
export function returnLapsed(boss: PgBoss, schema: string, onError: (error: Error) => void): void {
  const statement = lapsedToRetry(schema)
  let looking = false
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    await boss.getDb().executeSql(statement).catch(onError)
    looking = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  boss.on('stopped', () => clearInterval(timer))
}

/** Jobs that somebody settles at this moment are skipped: their claims were not too late after all. */
const lapsedToRetry = (schema: string) => `
  with lapsed as (
    select name, id from ${schema}.job
    where state = 'active' and started_on + expire_seconds * interval '1 second' < now()
    order by name, id for update skip locked
  )
  update ${schema}.job j set state = 'retry', start_after = now()
  from lapsed where j.name = lapsed.name and j.id = lapsed.id`
