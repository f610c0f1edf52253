import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { Refused } from '../../domain/failure.ts'

/** The user the server runs as, when that is not ourselves. */
export type Account = { readonly uid: number; readonly gid: number }

/** What a program said and how it ended. */
export type Finished = { readonly ok: boolean; readonly output: string }

/**
 * Who runs the server of this cluster. PostgreSQL refuses to run as root, so root lends it to the
 * owner of the cluster, or for a new one to `postgres` or `nobody`. Anybody else runs it as
 * themselves (undefined), and is refused a cluster of somebody else.
 */
export async function serverAccount(cluster: string): Promise<Account | undefined> {
  const owner = await ownerOf(cluster)
  const self = process.geteuid?.()
  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return undefined
    throw belongsToAnother(cluster)
  }
  return owner !== undefined && owner.uid !== 0 ? owner : leastPrivileged()
}

async function ownerOf(cluster: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(cluster)
    return { uid, gid }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw belongsToAnother(cluster, error)
  }
}

const belongsToAnother = (cluster: string, cause?: unknown) =>
  new Refused(
    'embedded-database-of-another-user',
    `The database in ${cluster} belongs to another user. Start as that user, or choose another STL_DATA_DIR.`,
    { cause },
  )

async function leastPrivileged(): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const line =
    lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (line !== undefined) return { uid: Number(line[2]), gid: Number(line[3]) }
  throw new Refused(
    'embedded-database-needs-a-user',
    'PostgreSQL does not run as root and there is no user postgres or nobody to run it as. Start as an ordinary user, or set DATABASE_URL.',
  )
}

/**
 * Runs a program as that account, in a process group of its own, so that Ctrl-C in our terminal
 * ends neither it nor what it starts. Resolves however it ends.
 */
export function runAs(
  account: Account | undefined,
  program: string,
  parameters: readonly string[],
): Promise<Finished> {
  const options = {
    ...account,
    // Ours may be out of its reach.
    cwd: '/',
    detached: true,
    // Nothing of our environment: PGDATA, PGPORT or a locale would change what the programs do.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
  }
  return new Promise((resolve) => {
    execFile(program, [...parameters], options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      resolve({ ok: error === null, output: output || (error?.message ?? '') })
    })
  })
}

/** Whether that account can enter a directory or run a file, through all its parents. */
export async function canReach(account: Account | undefined, path: string): Promise<boolean> {
  const { ok } = await runAs(account, '/bin/sh', ['-c', 'test -x "$0"', path])
  return ok
}
