import { hash, randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { Unavailable } from '../../domain/failure.ts'
import { processMark } from './process-mark.ts'

/** Longer than making and starting a cluster takes on a slow disk. */
const PATIENCE_MS = 120_000
const POLL_MS = 50

/**
 * Does the work while no other process on this machine does work under the same lock file. The
 * lock of a dead process is taken over. Rejects with `Unavailable` (`embedded-database-busy`) when
 * a living one keeps it for two minutes.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const claim = `${path}.${randomUUID()}`
  await writeFile(
    claim,
    JSON.stringify({ pid: process.pid, mark: processMark(process.pid), claim }),
  )
  try {
    await acquire(path, claim)
  } finally {
    await rm(claim, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, claim: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await tookLock(path, claim))) {
    if (Date.now() > giveUpAt) {
      throw new Unavailable('embedded-database-busy', `Another process keeps the lock ${path}`)
    }
    const owner = await readOrNothing(path)
    if (owner === undefined) continue
    if (isAlive(owner)) await wait(POLL_MS)
    else if (await tookOver(path, claim, owner)) return
  }
}

function isAlive(owner: string): boolean {
  const { pid, mark } = JSON.parse(owner)
  return processMark(pid) === mark
}

/** Linking, unlike creating and then writing, never shows others a lock without its owner. */
async function tookLock(path: string, claim: string): Promise<boolean> {
  try {
    await link(claim, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Puts our claim in the place of a dead owner's lock. Whoever takes over from this owner does so
 * under a lock of its own, so between looking and replacing nobody else can have replaced it.
 */
function tookOver(path: string, claim: string, owner: string): Promise<boolean> {
  const afterOwner = hash('sha256', owner).slice(0, 16)
  return withFileLock(`${path}.after-${afterOwner}`, async () => {
    if ((await readOrNothing(path)) !== owner) return false
    await rename(claim, path)
    return true
  })
}

const readOrNothing = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(ignoreMissing)

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
