import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.ts'

/**
 * Starts the embedded PostgreSQL in a data directory, which the product then joins. It ends with the
 * stack. The settings are `alter system` commands.
 */
export async function openServer(
  dataDir: string,
  started: AsyncDisposableStack,
  settings: readonly string[],
) {
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const starting = startEmbeddedPostgres({ dataDir, log })
  // Before it has started: an interruption meanwhile must not leave it running.
  started.defer(async () => {
    const { leave, cluster } = await starting
    await leave()
    await rm(dirname(cluster), { recursive: true, force: true })
  })
  const server = await starting
  if (settings.length > 0) await restartWith(settings, server)
  return server
}

/** Whoever uses an embedded server starts it again when it ends. */
async function restartWith(
  settings: readonly string[],
  { url, cluster }: { url: string; cluster: string },
) {
  const client = await connected(url)
  for (const setting of settings) await client.query(setting)
  process.kill(postmasterOf(cluster), 'SIGINT')
  await client.end().catch(() => undefined)
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await wait(100)
    const again = await connected(url).catch(() => undefined)
    if (again !== undefined) return again.end()
  }
  throw new Error('The database did not come back with other settings')
}

/** A connection whose end, when the server goes, is no failure by itself. */
export async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** The process id of the server of a cluster. */
export const postmasterOf = (cluster: string) =>
  Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
