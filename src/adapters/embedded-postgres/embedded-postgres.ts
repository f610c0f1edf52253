import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { Unavailable } from '../../domain/failure.ts'
import type { Log } from '../../ports/log.ts'
import { serverAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { ensureCluster, OWNER } from './cluster.ts'
import { withFileLock } from './file-lock.ts'
import { freePort } from './free-port.ts'
import { keepRunning } from './keep-running.ts'
import { clusterDirectory, prepareHome } from './place.ts'
import { runningPort, type Server, startServer, stopServer } from './server.ts'
import { hasUsers, registerUser } from './users.ts'

type Options = {
  readonly dataDir: string
  readonly log: Log
  /** False for a database that is thrown away; it then does not wait for the disk. */
  readonly durable?: boolean
}

/** A PostgreSQL of our own that this process uses. */
export type EmbeddedPostgres = {
  readonly url: string
  /** Where its files are, usually below the data directory. */
  readonly cluster: string
  /** Gives the server back; the last process to do so stops it, within about two seconds. */
  leave(): Promise<void>
}

type Opened = Server & { readonly home: string; readonly password: string }

/**
 * Starts PostgreSQL from the programs npm installed, or joins the one that already runs on this
 * data directory, also after `kill -9` of whoever started it. Makes the cluster the first time.
 * It listens on the loopback address only, on a free port, with a generated password.
 *
 * While this process uses the server and finds it dead, it starts it again under the same address.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const home = await prepareHome(resolve(options.dataDir))
  const lock = join(home, 'lock')
  const users = join(home, 'users')
  const { opened, url, unregister } = await withFileLock(lock, async () => {
    const opened = await open(home, options.durable ?? true)
    const url = await ensureRunning(opened)
    return { opened, url, unregister: await registerUser(users) }
  })
  const stopWatching = keepRunning({
    isRunning: () => runningPort(opened) !== undefined,
    restart: () => withFileLock(lock, async () => void (await ensureRunning(opened))),
    log: options.log,
  })
  return {
    url,
    cluster: opened.cluster,
    leave: async () => {
      await stopWatching()
      await withFileLock(lock, async () => {
        await unregister()
        if (!(await hasUsers(users))) await stopServer(opened)
      })
    },
  }
}

async function open(home: string, durable: boolean): Promise<Opened> {
  const cluster = await clusterDirectory(home)
  const account = await serverAccount(cluster)
  const binaries = await findBinaries(account)
  const password = await ensureCluster({ home, cluster, account, binaries, durable })
  return { home, cluster, account, binaries, durable, password }
}

/** Resolves to the address of a server that answers. To be called under the lock. */
async function ensureRunning(opened: Opened): Promise<string> {
  const port = runningPort(opened) ?? (await startOnFreePort(opened))
  return untilItAnswers(opened.password, port)
}

/** Keeps the port of the last time while it is free, so that tools which noted it go on working. */
async function startOnFreePort(opened: Opened, attemptsLeft = 2): Promise<number> {
  const noted = join(opened.home, 'port')
  const last = existsSync(noted) ? Number(await readFile(noted, 'utf8')) : 0
  const port = await freePort(last)
  try {
    await startServer(opened, port)
  } catch (error) {
    // Somebody took the port in between, or backends of a killed server are not gone yet.
    if (attemptsLeft === 0) throw error
    await wait(1_000)
    return startOnFreePort(opened, attemptsLeft - 1)
  }
  await writeFile(noted, `${port}`)
  return port
}

async function untilItAnswers(password: string, port: number): Promise<string> {
  const address = (database: string) =>
    `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    try {
      await ensureDatabase(address('postgres'))
      return address(OWNER)
    } catch (cause) {
      if (!isStarting(cause) || Date.now() > giveUpAt) {
        throw new Unavailable('embedded-database-silent', 'PostgreSQL does not answer', { cause })
      }
      await wait(100)
    }
  }
}

/** A server that was joined may still be replaying its log (`cannot_connect_now`). */
const isStarting = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes((error as { code?: string }).code ?? '')

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A connection that breaks fails its query; without a listener it would end the process besides.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [OWNER])
    if (rowCount === 0) await client.query(`create database ${OWNER}`)
  } finally {
    await client.end()
  }
}
