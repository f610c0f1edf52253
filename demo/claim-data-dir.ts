import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { processMark } from '../src/adapters/embedded-postgres/process-mark.ts'

/**
 * Takes `demo` in the data directory for this process until the stack ends, and resolves with its
 * path. Rejects while another demo that lives has it: two would empty each other's database.
 */
export async function claimDataDir(started: AsyncDisposableStack): Promise<string> {
  const dataDir = resolve(process.env.STL_DATA_DIR || '.data', 'demo')
  const note = join(dataDir, 'demo.json')
  await mkdir(dataDir, { recursive: true })
  const owner = JSON.parse(await readFile(note, 'utf8').catch(emptyWhenMissing)) as Owner
  if (owner.pid !== undefined && processMark(owner.pid) === owner.mark) {
    throw new Error(
      `A demo runs already in ${dataDir} (process ${owner.pid}).\n` +
        'Stop it first, or give this one another STL_DATA_DIR.',
    )
  }
  const mine: Owner = { pid: process.pid, mark: processMark(process.pid) }
  await writeFile(note, JSON.stringify(mine))
  started.defer(() => rm(note, { force: true }))
  return dataDir
}

type Owner = { readonly pid?: number; readonly mark?: string | undefined }

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '{}'
  throw error
}
