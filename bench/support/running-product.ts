import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { freePort } from '../../src/adapters/embedded-postgres/free-port.ts'
import { connected, openServer, postmasterOf } from './embedded-server.ts'
import { argumentsOf, childrenOf, tellsUsage, type Usage, usageOf } from './process-usage.ts'

/** The product as `npm start` runs it, on a database that is thrown away. */
export type RunningProduct = {
  readonly url: string
  readonly adminToken: string
  /** A connection of our own to its database. */
  readonly database: pg.Client
  readonly databaseUrl: string
  /** Ids of its processes by role; empty where the system does not tell. */
  processes(): Readonly<Record<string, readonly number[]>>
  /** What they hold and have used, by role. */
  usage(): Readonly<Record<string, Usage>>
  /** How many lines of warnings and errors it has logged, and the first. */
  complaints(): { readonly count: number; readonly first: string | undefined }
}

type Options = {
  readonly started: AsyncDisposableStack
  /** Settings besides those that every run has. */
  readonly env?: Readonly<Record<string, string>>
  /** Commands for the database server before the product starts; it is restarted after them. */
  readonly serverSettings?: readonly string[]
}

const CHECKOUT = join(import.meta.dirname, '../..')
const START_LIMIT_MS = 30_000
/** A product ends within five seconds of a signal. */
const STOP_LIMIT_MS = 8_000

/** Starts supervisor, gateway, worker and embedded PostgreSQL in a temporary data directory. */
export async function startProduct({
  started,
  env = {},
  serverSettings = [],
}: Options): Promise<RunningProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), 'speed-to-lead-bench-'))
  started.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  // As root the server runs as another user, who must get in.
  await chmod(dataDir, 0o755)
  const server = await openServer(dataDir, started, serverSettings)
  const adminToken = randomBytes(16).toString('hex')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: CHECKOUT,
    env: {
      ...process.env,
      ...NEUTRAL,
      PORT: `${port}`,
      STL_DATA_DIR: dataDir,
      STL_ADMIN_TOKEN: adminToken,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaints = collectComplaints(child)
  started.defer(() => stop(child))
  // A gateway alone never is ready: nobody hosts the stages.
  const sign = env.STL_ROLES === 'gateway' ? 'healthz' : 'readyz'
  await untilAnswers(`${url}/${sign}`, child, complaints)
  const database = await connected(server.url)
  const processes = () => processesOf(child, server.cluster)
  started.defer(() => database.end())
  return {
    url,
    adminToken,
    database,
    databaseUrl: server.url,
    processes,
    usage: () =>
      Object.fromEntries(Object.entries(processes()).map(([role, pids]) => [role, usageOf(pids)])),
    complaints,
  }
}

/** An empty variable counts as unset, and a `.env` file beside the product does not replace it. */
const NEUTRAL = {
  HOST: '127.0.0.1',
  DATABASE_URL: '',
  STL_ROLES: '',
  STL_STAGES: '',
  STL_PUBLIC_URL: '',
  STL_LEASE_SECONDS: '',
  STL_LOG_LEVEL: 'warn',
}

function collectComplaints(child: ChildProcess): RunningProduct['complaints'] {
  let count = 0
  let first: string | undefined
  const look = (chunk: string) => {
    const lines = chunk.split('\n').filter((line) => /"level":(40|50|60)|Error|^\s+at /.test(line))
    count += lines.length
    first ??= lines[0]
  }
  child.stdout?.setEncoding('utf8').on('data', look)
  child.stderr?.setEncoding('utf8').on('data', look)
  return () => ({ count, first })
}

async function untilAnswers(
  url: string,
  child: ChildProcess,
  complaints: RunningProduct['complaints'],
) {
  const giveUpAt = Date.now() + START_LIMIT_MS
  while (!(await answers(url))) {
    if (child.exitCode === null && Date.now() < giveUpAt) await wait(50)
    else throw new Error(`The product did not start: ${complaints().first ?? 'it said nothing'}`)
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (reply) => {
      await reply.body?.cancel()
      return reply.ok
    },
    () => false,
  )

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  const family = child.pid !== undefined && tellsUsage ? [child.pid, ...childrenOf(child.pid)] : []
  child.kill('SIGTERM')
  const inTime = await Promise.race([
    ended.then(() => true),
    wait(STOP_LIMIT_MS, false, { ref: false }),
  ])
  if (!inTime) for (const pid of family) killIfAlive(pid)
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function processesOf(
  { pid = 0 }: ChildProcess,
  cluster: string,
): Record<string, readonly number[]> {
  if (!tellsUsage) return {}
  const postmaster = postmasterOf(cluster)
  const roles = childrenOf(pid).map((child) => [argumentsOf(child).at(-1) ?? '', [child]])
  return {
    supervisor: [pid],
    ...Object.fromEntries(roles),
    postgres: [postmaster, ...childrenOf(postmaster)],
  }
}
