import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Summary } from '../../demo/summary.ts'
import { isAlive, run, temporaryDirectory, until, unusedPort } from '../support/processes.ts'

const MAIN = join(import.meta.dirname, '../../demo/main.ts')

test('a short demo assigns leads with reasons, says so as JSON, and leaves nothing running', async () => {
  await using directory = await temporaryDirectory()
  const env = { STL_DATA_DIR: directory.path, PORT: `${await unusedPort()}` }
  await using demo = run(MAIN, ['--seconds', '3', '--rate', '6', '--seed', '7', '--json'], { env })
  const family = new Set<number>()
  const watch = setInterval(() => {
    for (const pid of familyOf(demo.pid, directory.path)) family.add(pid)
  }, 250)
  const exitCode = await demo.ended
  clearInterval(watch)

  assert.equal(exitCode, 0, demo.said())
  const lines = demo.said().trim().split('\n')
  assert.equal(lines.length, 1, demo.said())
  const summary = JSON.parse(lines[0] ?? '') as Summary
  const total = Object.values(summary.byState).reduce((all, count) => all + count, 0)
  assert.equal(summary.everyLeadDecided, true)
  assert.equal(total, summary.leads)
  assert.ok(summary.assigned > 0 && summary.assigned <= summary.leads)
  assert.ok((summary.p50Ms ?? 0) > 0 && (summary.p50Ms ?? 0) <= (summary.p99Ms ?? 0))
  assert.ok(summary.vendors.clearbit.calls > 0 && summary.vendors.slack.ok > 0)
  for (const { repId, rule, reason, ms } of summary.latest) {
    assert.ok(repId && rule && reason && ms !== undefined, JSON.stringify(summary.latest))
  }
  assert.ok(family.size >= 5, `saw only ${family.size} processes`)
  await until(() => [...family].every((pid) => !isAlive(pid)), 'all its processes are gone')
})

test('a second demo on the same directory is refused, and the first ends with Ctrl-C', async () => {
  await using directory = await temporaryDirectory()
  const env = { STL_DATA_DIR: directory.path, PORT: `${await unusedPort()}` }
  await using first = run(MAIN, [], { env })
  await until(() => existsSync(join(directory.path, 'demo/postgres')), 'it has the directory')

  await using second = run(MAIN, [], { env })

  assert.equal(await second.ended, 1)
  assert.match(second.said(), /A demo runs already in .+ \(process \d+\)/)
  first.child.kill('SIGINT')
  assert.equal(await first.ended, 0, first.said())
})

test('it ends like with Ctrl-C when nobody reads what it prints', async () => {
  await using directory = await temporaryDirectory()
  const env = { STL_DATA_DIR: directory.path, PORT: `${await unusedPort()}` }
  await using demo = run(MAIN, [], { env })

  demo.child.stdout?.destroy()

  assert.equal(await demo.ended, 0, demo.said())
  assert.deepEqual(familyOf(demo.pid, directory.path).filter(isAlive), [])
})

test('a wrong option ends the demo before it begins, with how it is called', async () => {
  await using demo = run(MAIN, ['--rate', 'fast'])

  assert.equal(await demo.ended, 1)

  assert.match(demo.said(), /--rate takes a number .+\n\nUsage: npm run demo/)
})

/** The process, all below it, and the database server, which has its directory in its command. */
function familyOf(pid: number, directory: string): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/ +/))
  const found = new Set([`${pid}`])
  // Children come after their parents, but for ids that were used again.
  for (const [child = '', parent = '', ...command] of rows) {
    if (found.has(parent) || command.join(' ').includes(directory)) found.add(child)
  }
  return [...found].map(Number)
}
