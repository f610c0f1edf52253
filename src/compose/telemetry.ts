import type { startBoss } from '../adapters/pgboss/boss.ts'
import { bossQueueDepths } from '../adapters/pgboss/queue-depths.ts'
import { postgresCanaryLog } from '../adapters/postgres/canary-log.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import { postgresEventGauges } from '../adapters/postgres/event-gauges.ts'
import { postgresWorkGauges } from '../adapters/postgres/work-gauges.ts'
import { processName } from '../adapters/prometheus/machine-metrics.ts'
import { prometheusMetrics } from '../adapters/prometheus/metrics.ts'
import type { Config } from '../config.ts'
import { ALL_QUEUES } from '../migrate.ts'
import type { CanaryLog } from '../ports/canary-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadTraces } from '../ports/lead-traces.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics, MetricsText } from '../ports/metrics.ts'
import type { Role } from '../settings.ts'
import { standingAlarms } from './standing-alarms.ts'

type Options = {
  readonly role: Role
  readonly config: Config
  readonly processId: string
  readonly log: Log
  readonly clock: Clock
}

/** What one process is measured by. */
export type Telemetry = {
  readonly metrics: Metrics & MetricsText
  /** Undefined while no traces are kept. */
  readonly traces: LeadTraces | undefined
  readonly clock: Clock
}

/** Starts measuring this process, and adding to traces when they are kept. */
export async function openTelemetry(options: Options): Promise<Telemetry> {
  const { role, config, processId, log, clock } = options
  const process = processName(role, processId)
  return {
    metrics: prometheusMetrics(process, log),
    traces: await tracesOf(config, process, log),
    clock,
  }
}

type Work = {
  readonly db: Db
  readonly boss: Awaited<ReturnType<typeof startBoss>>
  readonly configuration: ConfigurationStore
}

/** Gauges about all the work there is. Gateways give them, so that one process is enough to ask. */
export function gaugeWork(metrics: Metrics, { db, boss, configuration }: Work): void {
  const depths = bossQueueDepths(boss, ALL_QUEUES)
  metrics.gauge('stl_queue_jobs', depths.jobs)
  metrics.gauge('stl_queue_oldest_job_seconds', depths.oldest)
  const work = postgresWorkGauges(db, ALL_QUEUES)
  metrics.gauge('stl_dead_letters_open', work.deadLetters)
  metrics.gauge('stl_leads_overdue', work.overdueLeads)
  const alarms = standingAlarms({ db, configuration })
  metrics.gauge('stl_source_alarm', async () =>
    (await alarms.sources()).map(({ sourceKey, code, waiting }) => ({
      labels: { source: sourceKey, code, waiting },
      value: 1,
    })),
  )
  metrics.gauge('stl_channel_alarm', async () =>
    (await alarms.channels()).map(({ channel, code }) => ({
      labels: { channel, code },
      value: 1,
    })),
  )
  metrics.gauge('stl_crm_alarm', async () =>
    (await alarms.crms()).map((labels) => ({ labels, value: 1 })),
  )
  gaugeCanaries(metrics, postgresCanaryLog(db))
  const events = postgresEventGauges(db)
  metrics.gauge('stl_subscriptions', events.subscriptions)
  metrics.gauge('stl_event_lag_seconds', events.lag)
}

/** A route whose first canary is on its way has no value. */
function gaugeCanaries(metrics: Metrics, canaries: CanaryLog): void {
  metrics.gauge('stl_canary_failing', async () =>
    (await canaries.standing()).flatMap(({ routeId: route, state }) =>
      state === 'unknown' ? [] : [{ labels: { route }, value: state === 'failing' ? 1 : 0 }],
    ),
  )
  metrics.gauge('stl_canary_seconds', async () =>
    (await canaries.standing()).flatMap(({ routeId: route, tookMs }) =>
      tookMs === undefined ? [] : [{ labels: { route }, value: tookMs / 1_000 }],
    ),
  )
}

/** Loaded only when traces are kept, so that it costs neither time nor memory otherwise. */
async function tracesOf(
  { traces: target }: Config,
  process: string,
  log: Log,
): Promise<LeadTraces | undefined> {
  if (target === undefined) return undefined
  const { openTelemetryTraces } = await import('../adapters/opentelemetry/lead-traces.ts')
  return openTelemetryTraces({ target, process, log })
}
