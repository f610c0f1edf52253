import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryDirectory } from '../test/support/processes.ts'
import { testProcesses } from './test-processes.ts'

const FOLDERS = ['src', 'test', 'sandbox', 'scripts']

/** The files of tests that run when a process is started with this file. */
async function testsBy(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [fileURLToPath(import.meta.resolve(`../${path}`))]
  const text = await readFile(path, 'utf8')
  return [...text.matchAll(/'(file:.+)'/g)].map(([, url = '']) => fileURLToPath(url))
}

test('every file of tests is run, and once', async () => {
  await using directory = await temporaryDirectory()

  const processes = await testProcesses(FOLDERS, directory.path)

  const run = (await Promise.all(processes.map(testsBy))).flat()
  const all = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.test.ts`))
  assert.deepEqual(
    run.toSorted(),
    all.map((path) => fileURLToPath(import.meta.resolve(`../${path}`))).toSorted(),
  )
  assert.ok(processes.includes('test/crash/crash.test.ts'))
  assert.ok(processes.length < all.length / 4)
})

test('what is to come first comes before the tests of each process that several share', async () => {
  await using directory = await temporaryDirectory()

  const processes = await testProcesses(FOLDERS, directory.path, ['test/support/same-cases.ts'])

  const shared = processes.filter((path) => !path.endsWith('.ts'))
  for (const [first] of await Promise.all(shared.map(testsBy))) {
    assert.equal(first, fileURLToPath(import.meta.resolve('../test/support/same-cases.ts')))
  }
  assert.ok(shared.length > 1)
})

test('one file that is asked for is run, and no other', async () => {
  await using directory = await temporaryDirectory()

  const [only, ...more] = await testProcesses(['src/config.test.ts'], directory.path)

  assert.deepEqual(more, [])
  assert.match((await testsBy(only ?? '')).join(' '), /^\S+\/src\/config\.test\.ts$/)
})
