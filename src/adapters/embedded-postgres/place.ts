import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../../domain/failure.ts'
import { canReach, serverAccount } from './account.ts'

const SYSTEM_DIRECTORY = '/var/lib/speed-to-lead'

/** Makes the directory that holds all of the embedded database but, sometimes, the cluster. */
export async function prepareHome(dataDir: string): Promise<string> {
  const home = join(dataDir, 'postgres')
  try {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK)
    // One name for one place: the server's command line is compared with it.
    return await realpath(home)
  } catch (error) {
    throw new Refused(
      'data-directory-not-writable',
      `Cannot write to the data directory ${dataDir}. Make it writable, or choose another STL_DATA_DIR.`,
      { cause: error },
    )
  }
}

/**
 * The cluster's directory: below the data directory, or where the pointer there leads. As root a
 * data directory that the server's account cannot reach (below a private home, say) gets a cluster
 * in a system directory and a pointer to it; the modes of parents are never changed.
 */
export async function clusterDirectory(home: string): Promise<string> {
  const pointer = join(home, 'location')
  if (existsSync(pointer)) return pointedCluster(pointer)

  const beside = join(home, 'cluster')
  const account = await serverAccount(beside)
  // One that exists is never left for an empty one elsewhere, even when it became unreachable.
  if (existsSync(beside) || (await canReach(account, home))) return beside

  const digest = createHash('sha256').update(home).digest('hex')
  const elsewhere = join(await systemDirectory(), digest.slice(0, 16))
  await makeReachable(elsewhere)
  await writeFile(pointer, `${elsewhere}\n`)
  return join(elsewhere, 'cluster')
}

/** A lost cluster must be noticed: an empty one in its place would look as if all leads were gone. */
async function pointedCluster(pointer: string): Promise<string> {
  const directory = (await readFile(pointer, 'utf8')).trim()
  if (existsSync(directory)) return join(directory, 'cluster')
  throw new Refused(
    'embedded-database-missing',
    `${pointer} says that the database is in ${directory}, but it is not there. Bring it back, or delete that file to start with an empty database.`,
  )
}

/** Where root keeps what the server's account could not reach elsewhere; made when missing. */
export async function systemDirectory(): Promise<string> {
  await makeReachable(SYSTEM_DIRECTORY)
  return SYSTEM_DIRECTORY
}

async function makeReachable(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  // A strict umask would keep the account out.
  await chmod(directory, 0o755)
}
