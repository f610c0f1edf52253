import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.ts'
import { freePort } from '../src/adapters/embedded-postgres/free-port.ts'
import { findProduct } from '../src/cli/environment.ts'
import { type Api, apiAt } from './api.ts'

const HOME = join(import.meta.dirname, '..')
const USUAL_PORT = 8080
/** Within seconds, unless the machine has far too much to do. */
const START_LIMIT_MS = 180_000
/** It ends within five seconds of a signal. */
const STOP_LIMIT_MS = 8_000

type Options = {
  readonly started: AsyncDisposableStack
  readonly dataDir: string
  /** Settings besides those that every demo has. */
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** The product, running. */
export type RunningProduct = {
  readonly api: Api
  /** Rejects when it ends before it is told to. */
  readonly ended: Promise<never>
}

/**
 * Starts the product as `npm start` does, on an empty database in this data directory, and on port
 * 8080, `PORT`, or a free one when that is taken. It ends with the stack.
 */
export async function startProduct(options: Options): Promise<RunningProduct> {
  const { started, dataDir, env, signal } = options
  await emptyDatabase(dataDir, started)
  signal.throwIfAborted()
  const port = await freePort(Number(process.env.PORT) || USUAL_PORT)
  const log = await open(join(dataDir, 'product.log'), 'w')
  started.defer(() => log.close())
  const child = spawn(process.execPath, [join(import.meta.dirname, 'product-process.ts')], {
    cwd: HOME,
    env: { ...process.env, ...NEUTRAL, PORT: `${port}`, STL_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    // Ctrl-C then reaches the demo alone, which ends its own traffic first.
    detached: true,
  })
  const running = watch(child, dataDir)
  started.defer(() => running.stop())
  await Promise.race([untilReady(`http://127.0.0.1:${port}`, signal), running.ended])
  return { api: apiAt(await findProduct({ STL_DATA_DIR: dataDir })), ended: running.ended }
}

/** An empty variable counts as unset, and a `.env` file beside the product does not replace it. */
const NEUTRAL = {
  HOST: '127.0.0.1',
  DATABASE_URL: '',
  STL_ROLES: '',
  STL_STAGES: '',
  STL_PUBLIC_URL: '',
  STL_ADMIN_TOKEN: '',
  STL_LOG_LEVEL: 'info',
}

/** Starts the embedded server, which the product then joins, and takes what an earlier demo left. */
async function emptyDatabase(dataDir: string, started: AsyncDisposableStack): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const server = await startEmbeddedPostgres({ dataDir, log })
  started.defer(() => server.leave())
  const address = new URL(server.url)
  const name = pg.escapeIdentifier(address.pathname.slice(1))
  address.pathname = '/postgres'
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`create database ${name}`)
  await client.end()
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS
  while (!(await isReady(url))) {
    signal.throwIfAborted()
    if (Date.now() > giveUpAt) throw new Error('The product did not get ready within three minutes')
    await wait(100)
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (reply) => {
      await reply.body?.cancel()
      return reply.ok
    },
    () => false,
  )

function watch(child: ChildProcess, dataDir: string) {
  let stopping = false
  const exited = once(child, 'exit')
  const ended = exited.then(async (): Promise<never> => {
    if (stopping) return new Promise(() => undefined)
    throw new Error(`The product ended by itself. It said:\n${await lastWords(dataDir)}`)
  })
  ended.catch(() => undefined)

  return {
    ended,
    async stop(): Promise<void> {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const late = await Promise.race([exited, wait(STOP_LIMIT_MS, 'late', { ref: false })])
      if (late === 'late') child.kill('SIGKILL')
    },
  }
}

async function lastWords(dataDir: string): Promise<string> {
  const text = await readFile(join(dataDir, 'product.log'), 'utf8')
  return text.trim().split('\n').slice(-8).join('\n')
}
