import type { PoolConfig } from 'pg'
import { PgBoss } from 'pg-boss'
import type { Log } from '../../ports/log.ts'
import { LOOK_UP_BY_KEY, PLAN_ONCE, PreparingClient } from '../node-postgres/preparing-client.ts'
import { returnLapsed } from './return-lapsed.ts'

/** The schema pg-boss keeps its tables in. */
export const BOSS_SCHEMA = 'pgboss'

/** A year: a job must outlive any outage; pg-boss deletes what waits longer than this. */
const KEPT_FOR_SECONDS = 365 * 24 * 3600
/** We delete jobs instead of completing them; this is for those of earlier versions. */
const COMPLETED_FOR_SECONDS = 60
/** Counting jobs and clearing away; lapsed leases are looked for far more often, see below. */
const SUPERVISE_EVERY_SECONDS = 60
/** pg-boss looks for jobs that wait for other jobs, and ours never do. */
const FLOWS_EVERY_SECONDS = 24 * 3600
/** Only crashes count here (we postpone failures ourselves), and no crash may lose a lead. */
const RETRY_LIMIT = 1_000_000

/**
 * Jobs come and go so fast that statistics of their tables say next to nothing. So comparing counts as
 * dear, which leaves the indexes and the order they have; and an index is gone through row by row,
 * because that forgets the dead rows it meets, where collecting places first meets them each time. What
 * is dear by this price alone must not call for more processes.
 */
const BY_INDEX_ALONE =
  '-c enable_bitmapscan=off -c cpu_operator_cost=1 -c max_parallel_workers_per_gather=0'

/** pg-boss hands its settings on to `pg.Pool`, though its types know only some of them. */
const withPreparedStatements = {
  Client: PreparingClient,
  options: `${LOOK_UP_BY_KEY} ${BY_INDEX_ALONE} ${PLAN_ONCE}`,
} satisfies PoolConfig

/**
 * Starts pg-boss on connections of its own, at most so many. A process that supervises gives back jobs
 * whose lease has ended.
 */
export async function startBoss(
  databaseUrl: string,
  { supervise, connections = 4, log }: { supervise: boolean; connections?: number; log: Log },
): Promise<PgBoss> {
  const boss = new PgBoss({
    ...withPreparedStatements,
    connectionString: databaseUrl,
    application_name: 'speed-to-lead queue',
    schema: BOSS_SCHEMA,
    max: connections,
    migrate: false,
    schedule: false,
    supervise,
    superviseIntervalSeconds: SUPERVISE_EVERY_SECONDS,
    monitorIntervalSeconds: SUPERVISE_EVERY_SECONDS,
    flowIntervalSeconds: FLOWS_EVERY_SECONDS,
    registerInstance: false,
    openTelemetry: { enabled: false },
  })
  const problem = (error: Error) => log.warn({ error: error.message }, 'The queue had a problem')
  boss.on('error', problem)
  await boss.start()
  if (supervise) returnLapsed(boss, BOSS_SCHEMA, problem)
  return boss
}

/** Makes pg-boss's schema and the queues that are missing. Safe to run beside a running product. */
export async function installQueues(databaseUrl: string, queues: readonly string[]): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: BOSS_SCHEMA,
    max: 2,
    schedule: false,
    supervise: false,
    registerInstance: false,
  })
  await boss.start()
  for (const queue of queues) {
    await boss.createQueue(queue, {
      partition: true,
      notify: true,
      retryLimit: RETRY_LIMIT,
      retryDelay: 0,
      retentionSeconds: KEPT_FOR_SECONDS,
      deleteAfterSeconds: COMPLETED_FOR_SECONDS,
    })
  }
  await boss.stop()
}
