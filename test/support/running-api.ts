import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { RouteOptions } from 'fastify'
import { inProcessRateLimiter } from '../../src/adapters/in-process/rate-limiter.ts'
import { postgresAccess } from '../../src/adapters/postgres/access.ts'
import { postgresApiTokens } from '../../src/adapters/postgres/api-tokens.ts'
import { postgresConfigurationStore } from '../../src/adapters/postgres/configuration-store.ts'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import type { Enqueue } from '../../src/adapters/postgres/enqueue.ts'
import { postgresIdempotency } from '../../src/adapters/postgres/idempotency.ts'
import { postgresIntake } from '../../src/adapters/postgres/intake.ts'
import { postgresLeadStore } from '../../src/adapters/postgres/lead-store.ts'
import { postgresSignalLog } from '../../src/adapters/postgres/signal-log.ts'
import { apiPorts } from '../../src/compose/api-ports.ts'
import type { Platform } from '../../src/compose/platform.ts'
import { readConfig } from '../../src/config.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import type { RepId } from '../../src/domain/ids.ts'
import { apiRoutes } from '../../src/http/api-routes.ts'
import { connectionLimits } from '../../src/http/connection-limits.ts'
import { buildServer, type ServerParts } from '../../src/http/server.ts'
import { FIRST_STAGE, nextStage } from '../../src/pipeline.ts'
import type { Role } from '../../src/ports/access.ts'
import type { NewJob } from '../../src/ports/job-queue.ts'
import { checkLead } from '../../src/stages/02-validate/check-lead.ts'
import { exampleCompany } from './example-company.ts'
import { scratchDatabase } from './scratch-database.ts'

/** The answer to a call, its JSON read. */
export type Answer = {
  readonly status: number
  readonly contentType: string
  readonly body: unknown
}

/** The gateway with all its routes on a database of its own, on a free port; jobs are collected. */
export type RunningApi = AsyncDisposable & {
  readonly url: string
  readonly db: Db
  /** Every job that was added, in order. */
  readonly jobs: readonly NewJob[]
  readonly routes: readonly RouteOptions[]
  readonly adminToken: string
  token(role: Role, repId?: string): Promise<string>
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Sets what time the product believes it is. */
  at(now: Date): void
}

type CallOptions = { readonly token?: string | null; readonly body?: unknown }

/** Starts it with the example company applied. */
export async function runningApi(
  given: Pick<ServerParts, 'trustedProxies'> & { readonly documents?: Partial<Documents> } = {},
): Promise<RunningApi> {
  const database = await scratchDatabase()
  const { db } = database
  const jobs: NewJob[] = []
  const enqueue: Enqueue = async (_tx, added) => {
    jobs.push(...added)
  }
  let now: Date | undefined
  const clock = () => now ?? new Date()
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const configuration = postgresConfigurationStore(db, clock)
  await configuration.apply(exampleCompany(given.documents).documents, 'test')
  const leads = postgresLeadStore({ db, enqueue, clock, configuration, nextStage })
  const config = readConfig({})
  const parts = { db, enqueue, clock, log, config, configuration, leads }
  const platform = parts as unknown as Platform
  const adminToken = randomBytes(16).toString('hex')
  const routes: RouteOptions[] = []

  const server = buildServer({
    ...given,
    captchas: async () => new Map(),
    clock,
    log,
    configuration,
    intake: postgresIntake({ db, enqueue, firstStage: FIRST_STAGE, nextStage }),
    signals: postgresSignalLog(db),
    publicUrl: 'http://127.0.0.1',
    rateLimiter: inProcessRateLimiter(),
    limits: connectionLimits(readConfig({})),
    checkLead,
    secrets: (reference) => reference.replace(/^demo:/, ''),
    access: postgresAccess(db),
    adminToken,
    idempotency: postgresIdempotency(db),
    readiness: { check: async () => ({ ready: true, problems: [] }) },
    plugins: [
      async (app) => {
        app.addHook('onRoute', (route) => void routes.push(route))
        app.register(apiRoutes, { ports: apiPorts(platform) })
      },
    ],
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`

  return {
    url,
    db,
    jobs,
    routes,
    adminToken,
    async token(role, repId) {
      const name = randomBytes(6).toString('hex')
      const issued = await postgresApiTokens(db).issue({
        name,
        role,
        repId: repId as RepId | undefined,
      })
      return issued.token
    },
    async call(method, path, { token = adminToken, body } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const contentType = response.headers.get('content-type') ?? ''
      return {
        status: response.status,
        contentType,
        body: contentType.includes('json') ? JSON.parse(text) : text,
      }
    },
    at(time) {
      now = time
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
