import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refused } from '../../domain/failure.ts'
import { type Account, runAs } from './account.ts'
import type { Binaries } from './binaries.ts'

/** The role that owns everything in the cluster, and the name of our database in it. */
export const OWNER = 'speed_to_lead'

type Place = {
  /** Our own directory, which holds the password. */
  readonly home: string
  readonly cluster: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  /** False for a cluster that is thrown away. */
  readonly durable: boolean
}

/**
 * Makes the cluster unless there is one, and resolves to the password of its owner. Refuses a
 * cluster of another major version (`embedded-database-of-another-version`) and one whose password
 * is gone (`embedded-database-password-missing`).
 */
export async function ensureCluster(place: Place): Promise<string> {
  const passwordFile = join(place.home, 'password')
  if (!existsSync(place.cluster)) {
    const password = randomBytes(24).toString('hex')
    await writeFile(passwordFile, password, { mode: 0o600 })
    await initialise(place, password)
    return password
  }
  await checkMajor(place)
  return readFile(passwordFile, 'utf8').catch((cause: unknown) => {
    throw new Refused(
      'embedded-database-password-missing',
      `The database's password in ${passwordFile} cannot be read. Bring the file back.`,
      { cause },
    )
  })
}

async function checkMajor({ cluster, binaries: { major } }: Place): Promise<void> {
  const made = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  if (made === major) return
  throw new Refused(
    'embedded-database-of-another-version',
    `The database in ${cluster} was made by PostgreSQL ${made}, and this version brings ${major}. Move your data with pg_dump, or set DATABASE_URL to a PostgreSQL ${made}.`,
  )
}

/** Made beside its place and then moved there, so that a crash in between leaves no half of one. */
async function initialise(place: Place, password: string): Promise<void> {
  const { cluster, account, binaries, durable } = place
  const unfinished = `${cluster}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  const passwordFile = join(dirname(cluster), 'password.initdb')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account !== undefined) {
    await chown(unfinished, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  const { ok, output } = await runAs(account, join(binaries.directory, 'initdb'), [
    ...['--pgdata', unfinished, '--username', OWNER, '--pwfile', passwordFile],
    ...(durable ? [] : ['--no-sync']),
    // The C locale sorts and compares the same on every machine, whatever is installed there.
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
  ])
  await rm(passwordFile, { force: true })
  if (!ok) {
    throw new Refused('embedded-database-failed', `The database could not be made: ${output}`)
  }
  await rename(unfinished, cluster)
}
