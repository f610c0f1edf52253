import type { PgBoss } from 'pg-boss'
import type { Reading } from '../../ports/metrics.ts'
import { BOSS_SCHEMA } from './boss.ts'

const STATES = ['ready', 'delayed', 'active'] as const

type Row = { queue: string; state: (typeof STATES)[number]; jobs: number; oldest: number }

/** What waits in the queues, by pg-boss's own tables; its API gives the counts without the ages. */
export function bossQueueDepths(boss: PgBoss, queues: readonly string[]) {
  let reading: Promise<readonly Row[]> | undefined

  async function read(): Promise<readonly Row[]> {
    const found: { rows: Row[] } = await boss.getDb().executeSql(DEPTHS, [])
    return found.rows
  }

  /** What is asked while an answer is on its way shares it: figures of one scrape fit together. */
  function rows(): Promise<readonly Row[]> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  return {
    async jobs(): Promise<Reading<'stl_queue_jobs'>[]> {
      const found = await rows()
      return queues.flatMap((queue) =>
        STATES.map((state) => ({
          labels: { queue, state },
          value: found.find((row) => row.queue === queue && row.state === state)?.jobs ?? 0,
        })),
      )
    },
    async oldest(): Promise<Reading<'stl_queue_oldest_job_seconds'>[]> {
      const ready = (await rows()).filter(({ state }) => state === 'ready')
      return queues.map((queue) => ({
        labels: { queue },
        value: ready.find((row) => row.queue === queue)?.oldest ?? 0,
      }))
    },
  }
}

/** The states are those of pg-boss's index on waiting and running jobs, which answers this alone. */
const DEPTHS = `
  select name as queue,
    case when state = 'active' then 'active' when start_after > now() then 'delayed' else 'ready' end
      as state,
    count(*)::integer as jobs, extract(epoch from now() - min(start_after))::float8 as oldest
  from ${BOSS_SCHEMA}.job where state in ('created', 'retry', 'active') group by 1, 2`
