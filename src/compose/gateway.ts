import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { postgresAccess } from '../adapters/postgres/access.ts'
import { postgresIdempotency } from '../adapters/postgres/idempotency.ts'
import { postgresIntake } from '../adapters/postgres/intake.ts'
import { postgresProcessRegistry } from '../adapters/postgres/process-registry.ts'
import { postgresReadiness } from '../adapters/postgres/readiness.ts'
import type { Config } from '../config.ts'
import { Refused } from '../domain/failure.ts'
import { apiRoutes } from '../http/api-routes.ts'
import { buildServer } from '../http/server.ts'
import { FIRST_STAGE } from '../pipeline.ts'
import type { Log } from '../ports/log.ts'
import { ALL_HOSTED } from '../worker/worker.ts'
import { apiPorts } from './api-ports.ts'
import type { Platform } from './platform.ts'

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
  const { db, enqueue, config, clock, log, configuration } = platform
  const adminToken = config.adminToken?.reveal() ?? randomBytes(24).toString('base64url')
  const server = buildServer({
    clock,
    log,
    configuration,
    intake: postgresIntake({ db, enqueue, firstStage: FIRST_STAGE }),
    secrets: (reference) => revealed(config, reference, log),
    access: postgresAccess(db),
    adminToken,
    idempotency: postgresIdempotency(db),
    readiness: postgresReadiness(db, postgresProcessRegistry(db), ALL_HOSTED),
    plugins: [async (app) => void app.register(apiRoutes, { ports: apiPorts(platform) })],
  })
  await server.listen({ host: config.host, port: config.port })
  const { port } = server.server.address() as AddressInfo

  return {
    url: `http://${config.host}:${port}`,
    adminToken,
    stop: () => server.close(),
  }
}

/** A source whose secret is missing cannot prove anything, so its deliveries are not authentic. */
function revealed(config: Config, reference: string, log: Log): string | undefined {
  try {
    return config.secret(reference).reveal()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    log.error({ code: error.code }, `A source cannot be verified: ${error.message}`)
    return undefined
  }
}
