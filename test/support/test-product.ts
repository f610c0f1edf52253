import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { BOSS_CHANNEL } from '../../src/adapters/pgboss/listen.ts'
import type { Db } from '../../src/adapters/postgres/connect.ts'
import { startGateway } from '../../src/compose/gateway.ts'
import { type MostConnections, openPlatform, type Platform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import type { LeadEventType } from '../../src/domain/lead-event.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { eventually } from './eventually.ts'
import { exampleCompany } from './example-company.ts'
import { testDatabase } from './test-database.ts'

/**
 * A story has few leads at once, and each connection costs the server a process that reads about every
 * table anew: with as many as a busy product opens, starting one took most of the time of its test.
 */
const connections: MostConnections = { queries: 6, queue: 2 }

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

type Options = {
  /** Documents in the place of those of the example company. */
  readonly documents?: Partial<Documents>
  /** The time at which the story begins; the clock goes on from there. */
  readonly at?: string
  readonly settings?: Partial<Config>
  readonly watchdog?: boolean
  /** The address by which the product reaches its database, given the real one. */
  readonly reachDatabase?: (url: string) => Promise<string>
}

/** A gateway in this process, on a database of its own, with a clock in our hand. */
export type TestGateway = AsyncDisposable & {
  readonly url: string
  readonly db: Db
  readonly databaseUrl: string
  readonly config: Config
  readonly clock: Clock
  /** Turns the clock on; timers that fall due by it fire. */
  forward(ms: number): Promise<void>
  /** Posts a form to a source, and resolves with the lead's id. */
  submit(sourceKey: string, fields: Record<string, string>): Promise<LeadId>
  /** Calls the product's own API as admin, or with the given token. */
  api(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; body: unknown }>
  /** A token that belongs to a rep. */
  repToken(repId: string): Promise<string>
  events(id: LeadId): Promise<LeadEventType[]>
}

/** A gateway and a worker in this process. */
export type TestProduct = TestGateway & {
  readonly worker: Platform
  lead(id: LeadId): Promise<Lead>
  /** Waits until the lead is decided, or in the given state. */
  decided(id: LeadId, state?: Lead['state']): Promise<Lead>
}

/** Starts it. Ends with its `await using` scope. */
export async function startTestProduct(options: Options = {}): Promise<TestProduct> {
  await using untilItFails = new AsyncDisposableStack()
  const gateway = untilItFails.use(await startTestGateway(options.settings, options))
  const { databaseUrl, clock, config } = gateway
  const worker = await openPlatform({
    ...{ role: 'worker', config, databaseUrl, clock, connections },
    log: silent,
  })
  untilItFails.defer(() => worker.close())
  const running = startWorkerRole(worker, { watchdog: options.watchdog ?? false })
  untilItFails.defer(() => running.stop(1_000))
  const started = untilItFails.move()
  const lead = (id: LeadId) => worker.leads.load(id)

  return {
    ...gateway,
    worker,
    lead,
    decided: (id, state) =>
      eventually(`lead ${id} to be ${state ?? 'decided'}`, async () => {
        const now = await lead(id)
        return (state === undefined ? now.state !== 'travelling' : now.state === state) && now
      }),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** Starts a gateway alone: what it takes in waits for a worker. */
export async function startTestGateway(
  settings: Partial<Config> = {},
  options: Pick<Options, 'at' | 'documents' | 'reachDatabase'> = {},
): Promise<TestGateway> {
  // What has started ends with the test also when the rest cannot: a connection left open would keep
  // the test's process, and with it the whole run, from ending.
  await using untilItFails = new AsyncDisposableStack()
  const database = untilItFails.use(await testDatabase())
  const databaseUrl = (await options.reachDatabase?.(database.url)) ?? database.url
  const { clock, turn } = clockInHand(options.at)
  const config = { ...readConfig({}), port: 0, ...settings }
  const platform = await openPlatform({
    ...{ role: 'gateway', config, databaseUrl, clock, connections },
    log: silent,
  })
  untilItFails.defer(() => platform.close())
  await platform.configuration.apply(exampleCompany(options.documents).documents, 'test')
  const gateway = await startGateway(platform)
  untilItFails.defer(() => gateway.stop())
  const started = untilItFails.move()
  const api = caller(gateway.url, gateway.adminToken)

  return {
    url: gateway.url,
    db: platform.db,
    databaseUrl,
    config,
    clock,
    async forward(ms) {
      turn(ms)
      await bringForward(platform.db, ms)
    },
    submit: (sourceKey, fields) =>
      eventually('the lead to be taken in', async () => {
        const { status, body } = await api('POST', `/v1/capture/${sourceKey}`, fields)
        // Who is told that it cannot be kept now, as on a busy machine, sends it again.
        if (status === 503) return false
        assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
        return (body as { leadId: LeadId }).leadId
      }),
    api,
    async repToken(repId) {
      const asked = { name: repId, role: 'rep', repId }
      const { body } = await api('POST', '/v1/tokens', asked)
      return (body as { token: string }).token
    },
    events: (id) => eventsOf(platform.db, id),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

async function eventsOf(db: Db, id: LeadId): Promise<LeadEventType[]> {
  const rows = await db
    .selectFrom('leadEvents')
    .select('type')
    .where('leadId', '=', id)
    .orderBy('version')
    .execute()
  return rows.map(({ type }) => type)
}

function clockInHand(at: string | undefined) {
  let offsetMs = at === undefined ? 0 : new Date(at).getTime() - Date.now()
  return {
    clock: () => new Date(Date.now() + offsetMs),
    turn(ms: number) {
      offsetMs += ms
    },
  }
}

/**
 * The queue lives by the database’s clock, so its delayed jobs are moved as far instead; and whoever
 * runs them is told of those that are due now, or would find them half a second later.
 */
async function bringForward(db: Db, ms: number): Promise<void> {
  await sql`
    with moved as (
      update pgboss.job set start_after = start_after - ${ms} * interval '1 millisecond'
      where state = 'created' returning name, start_after
    )
    select pg_notify(${BOSS_CHANNEL}, name)
    from (select distinct name from moved where start_after <= now()) due`.execute(db)
}

function caller(url: string, adminToken: string) {
  return async (method: string, path: string, body?: unknown, token = adminToken) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
  }
}

/** Another worker beside the product's own, with connections, queue and batches of its own. */
export async function startTestWorker(
  { config, databaseUrl, clock }: TestGateway,
  overrides: (platform: Platform) => Partial<Platform> = () => ({}),
): Promise<AsyncDisposable> {
  const platform = await openPlatform({
    ...{ role: 'worker', config, databaseUrl, clock, connections },
    log: silent,
  })
  const running = startWorkerRole({ ...platform, ...overrides(platform) }, { watchdog: false })
  return {
    async [Symbol.asyncDispose]() {
      await running.stop(1_000)
      await platform.close()
    },
  }
}
