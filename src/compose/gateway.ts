import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { postgresAccess } from '../adapters/postgres/access.ts'
import { postgresIdempotency } from '../adapters/postgres/idempotency.ts'
import { postgresProcessRegistry } from '../adapters/postgres/process-registry.ts'
import { postgresReadiness } from '../adapters/postgres/readiness.ts'
import { postgresSignalLog } from '../adapters/postgres/signal-log.ts'
import { machineMetrics } from '../adapters/prometheus/machine-metrics.ts'
import { apiRoutes } from '../http/api-routes.ts'
import { connectionLimits } from '../http/connection-limits.ts'
import { metricsRoutes } from '../http/metrics-routes.ts'
import { buildServer } from '../http/server.ts'
import type { SignalLog } from '../ports/signal-log.ts'
import { checkLead } from '../stages/02-validate/check-lead.ts'

import { ALL_HOSTED } from '../worker/worker.ts'
import { apiPorts } from './api-ports.ts'
import { captchasOf } from './captchas-of.ts'
import { intakeOf } from './intake-of.ts'
import type { Platform } from './platform.ts'
import { rateLimitsOf } from './rate-limits.ts'
import { secretsOf } from './secrets-of.ts'

/** A gateway that answers. */
export type Gateway = {
  readonly url: string
  /** A bearer token with the role admin, valid as long as this process lives. */
  readonly adminToken: string
  /** Stops accepting, answers what is under way, and ends open streams. */
  stop(): Promise<void>
}

/** Starts the gateway on the configured host and port; port 0 takes a free one. */
export async function startGateway(platform: Platform): Promise<Gateway> {
  const { db, config, clock, log, configuration } = platform
  const rateLimits = rateLimitsOf(platform)
  const adminToken = config.adminToken?.reveal() ?? randomBytes(24).toString('base64url')
  const server = buildServer({
    clock,
    log,
    configuration,
    intake: intakeOf(platform),
    captchas: captchasOf(platform),
    signals: signalsOf(platform),
    secrets: secretsOf(platform),
    access: postgresAccess(db),
    adminToken,
    publicUrl: config.publicUrl,
    rateLimiter: rateLimits.limiter,
    ...(config.trustedProxies === undefined ? {} : { trustedProxies: config.trustedProxies }),
    limits: connectionLimits(config),
    checkLead,
    idempotency: postgresIdempotency(db),
    readiness: postgresReadiness(db, postgresProcessRegistry(db), ALL_HOSTED),
    onRefused: (source, code) =>
      platform.telemetry.metrics.count('stl_deliveries_refused_total', { source, code }),
    plugins: [
      async (app) => void app.register(apiRoutes, { ports: apiPorts(platform) }),
      async (app) => void app.register(metricsRoutes, metricsOf(platform)),
    ],
  })
  await server.listen({ host: config.host, port: config.port })
  const { port } = server.server.address() as AddressInfo

  return {
    url: `http://${config.host}:${port}`,
    adminToken,
    async stop() {
      await server.close()
      rateLimits.close()
    },
  }
}

function signalsOf({ db, telemetry: { metrics } }: Platform): SignalLog {
  return postgresSignalLog(db, {
    onBatch: (kind, size) => metrics.observe('stl_batch_size', { kind }, size),
  })
}

function metricsOf({ db, config, processId, telemetry }: Platform) {
  const registry = postgresProcessRegistry(db)
  const own = telemetry.metrics
  const metrics = machineMetrics({ own, registry, processId, machine: hostname() })
  return { metrics, open: config.onThisMachineOnly }
}
