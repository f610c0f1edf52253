import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { Unavailable } from '../domain/failure.ts'
import { watch } from './watchdog.ts'

/** A watchdog whose looks come when we say so. */
function scene(t: TestContext, wakes: (() => Promise<{ leads: number; tasks: number }>)[]) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const log = memoryLog()
  let cleared = 0
  const watchdog = watch(
    {
      wake: () => wakes.shift()?.() ?? Promise.resolve({ leads: 0, tasks: 0 }),
      clearAway: async () => {
        cleared += 1
        return 0
      },
    },
    log,
  )
  t.after(() => watchdog.stop())
  return { log, watchdog, cleared: () => cleared, look: () => t.mock.timers.tick(5_000) }
}

test('a look wakes what stalled, says so, and clears away', async (t) => {
  const { log, cleared, look } = scene(t, [async () => ({ leads: 1, tasks: 0 })])

  look()

  await eventually('it to clear away', async () => cleared() === 1)
  assert.deepEqual(log.lines, ['warn: Woke work that had stalled'])
})

test('a look that fails is told, and the next one comes', async (t) => {
  const outage = new Unavailable('database-down', 'gone')
  const { log, cleared, look } = scene(t, [() => Promise.reject(outage)])

  look()
  await eventually('it to complain', async () => log.lines.length > 0)
  look()

  await eventually('it to clear away', async () => cleared() === 1)
  assert.deepEqual(log.lines, ['warn: The watchdog failed'])
})

test('it has stopped when a look that is under way has ended', async (t) => {
  const found = Promise.withResolvers<{ leads: number; tasks: number }>()
  const { watchdog, cleared, look } = scene(t, [() => found.promise])
  look()

  const stopped = watchdog.stop()
  found.resolve({ leads: 0, tasks: 0 })
  await stopped

  assert.equal(cleared(), 1)
})
