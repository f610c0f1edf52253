import { startBoss } from '../adapters/pgboss/boss.ts'
import { bossEnqueue, bossJobQueue } from '../adapters/pgboss/job-queue.ts'
import { listenForJobs } from '../adapters/pgboss/listen.ts'
import { pinoLog } from '../adapters/pino/pino-log.ts'
import { postgresConfigurationStore } from '../adapters/postgres/configuration-store.ts'
import { connect } from '../adapters/postgres/connect.ts'
import type { Enqueue } from '../adapters/postgres/enqueue.ts'
import { postgresLeadStore } from '../adapters/postgres/lead-store.ts'
import type { Config } from '../config.ts'
import { newId } from '../domain/ids.ts'
import { nextStage } from '../pipeline.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Role } from '../settings.ts'
import { measuredRecords } from '../telemetry/measured-ports.ts'
import { gaugeWork, openTelemetry } from './telemetry.ts'

/** How many connections one process opens at most, as it needs them: for its queries and for the queue. */
export type MostConnections = { readonly queries: number; readonly queue: number }

/** Batches need few; routes and followers need some beside them. */
const CONNECTIONS: Record<Role, MostConnections> = {
  gateway: { queries: 12, queue: 4 },
  worker: { queries: 20, queue: 4 },
}
/**
 * Of their own: documents are read while locks are held, and must not wait for a connection that
 * somebody keeps who waits for those locks.
 */
const CONFIGURATION_CONNECTIONS = 2
/** Followers talk to vendors, whose time limits together are longer than a lead's lease. */
const TASK_LEASES = 5

/** What both roles stand on: database, queue, configuration and leads. */
export type Platform = Awaited<ReturnType<typeof openPlatform>>

type Options = {
  readonly role: Role
  readonly config: Config
  readonly databaseUrl: string
  /** Names this process in the registry of processes and in what it measures. */
  readonly processId?: string
  /** By default what a busy process of that role needs. */
  readonly connections?: MostConnections
  readonly clock?: Clock
  readonly log?: Log
}

/** Opens it. `close` waits for what is under way in the queue's own connections, then ends all. */
export async function openPlatform({ role, config, databaseUrl, ...given }: Options) {
  const log = given.log ?? pinoLog({ level: config.logLevel, name: role })
  const clock = given.clock ?? (() => new Date())
  const processId = given.processId ?? newId()
  const telemetry = await openTelemetry({ role, config, processId, log, clock })
  const { metrics, traces } = telemetry
  const { queries, queue } = given.connections ?? CONNECTIONS[role]
  const db = connect(databaseUrl, queries)
  const supervise = role === 'worker'
  const boss = await startBoss(databaseUrl, { supervise, connections: queue, log })
  const listener = role === 'worker' ? listenForJobs(databaseUrl) : undefined
  const leaseSecondsOf = (queue: string) =>
    config.leaseSeconds * (queue.startsWith('stage-') ? 1 : TASK_LEASES)

  const add = bossEnqueue({ boss, clock, leaseSecondsOf })
  const enqueue: Enqueue = (tx, jobs) => add(tx.withoutPlugins(), jobs)
  const jobs = bossJobQueue({
    ...{ boss, clock, leaseSecondsOf },
    inTransaction: (work) => db.transaction().execute((tx) => work(tx.withoutPlugins())),
    onAdded: (wake) => listener?.onAdded(wake),
  })
  const ofConfiguration = connect(databaseUrl, CONFIGURATION_CONNECTIONS)
  const configuration = postgresConfigurationStore(ofConfiguration, clock)
  const leads = postgresLeadStore({
    ...{ db, enqueue, clock, configuration, nextStage },
    onRevision: configuration.atLeast,
    onBatch: (kind, size) => metrics.observe('stl_batch_size', { kind }, size),
    onLocks: (kind, ms) => metrics.observe('stl_lock_wait_seconds', { kind }, ms / 1_000),
  })
  if (role === 'gateway') gaugeWork(metrics, { db, boss, configuration })

  return {
    ...{ role, config, processId, telemetry, log, clock },
    db,
    databaseUrl,
    enqueue,
    jobs,
    configuration,
    // People act through the gateway; the worker's own facts say nothing about their speed.
    leads: role === 'gateway' ? measuredRecords(leads, telemetry) : leads,
    async close(): Promise<void> {
      await listener?.close()
      await boss.stop({ graceful: false, close: true })
      await Promise.all([db.destroy(), ofConfiguration.destroy()])
      await traces?.close()
    },
  }
}
