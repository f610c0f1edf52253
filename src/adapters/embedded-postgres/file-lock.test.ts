import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { withFileLock } from './file-lock.ts'

async function lockPath(): Promise<AsyncDisposable & { path: string; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'stl-lock-'))
  return {
    path: join(directory, 'lock'),
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** How many of so many workers at most were at work at the same moment. */
async function mostInside(path: string, workers: number): Promise<number> {
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: workers }, () =>
      withFileLock(path, async () => {
        inside += 1
        most = Math.max(most, inside)
        await turn()
        inside -= 1
      }),
    ),
  )
  return most
}

test('the work of ten at once is done one after the other', async () => {
  await using lock = await lockPath()

  assert.equal(await mostInside(lock.path, 10), 1)
  assert.deepEqual(await readdir(lock.directory), [])
})

test('the lock of a dead process is taken over by one at a time', async () => {
  await using lock = await lockPath()
  await writeFile(lock.path, JSON.stringify({ pid: 2 ** 31 - 1, mark: 'dead' }))
  let inside = 0

  const seen = await Promise.all(
    Array.from({ length: 5 }, () =>
      withFileLock(lock.path, async () => {
        inside += 1
        await turn()
        inside -= 1
        return inside
      }),
    ),
  )

  assert.deepEqual(seen, [0, 0, 0, 0, 0])
  assert.deepEqual(await readdir(lock.directory), [])
})

test('who waits takes over from one dead owner after the other, also from who died taking over', async () => {
  await using lock = await lockPath()
  const dead = (mark: string) => JSON.stringify({ pid: 2 ** 31 - 1, mark })
  await writeFile(lock.path, dead('first'))
  const takingOver = hash('sha256', dead('first')).slice(0, 16)
  await writeFile(`${lock.path}.after-${takingOver}`, dead('second'))

  assert.equal(await mostInside(lock.path, 20), 1)
  assert.deepEqual(await readdir(lock.directory), [])
})

test('the lock of an earlier process with the id of a living one is taken over', async () => {
  await using lock = await lockPath()
  await writeFile(lock.path, JSON.stringify({ pid: process.pid, mark: `${process.pid}-1` }))

  assert.equal(await withFileLock(lock.path, async () => 'done'), 'done')
})

test('work that fails gives the lock back', async () => {
  await using lock = await lockPath()

  await assert.rejects(
    withFileLock(lock.path, () => Promise.reject(new Error('no'))),
    { message: 'no' },
  )

  assert.equal(await withFileLock(lock.path, async () => 'done'), 'done')
})
