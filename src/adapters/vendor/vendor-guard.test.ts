import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { vendorGuard } from './vendor-guard.ts'

const aGuard = (given = {}) =>
  vendorGuard({ vendor: 'acme', timeLimitMs: PATIENT_MS, concurrency: 2, ...given })

const broken = async () => {
  throw new Unavailable('acme-failed', 'acme answered 500')
}
const hanging = () => new Promise<never>(() => undefined)

async function fails(guard: ReturnType<typeof vendorGuard>, times: number) {
  for (let call = 0; call < times; call += 1) await unavailable(guard.run('reads', broken))
}

test('the result of the work comes through', async () => {
  assert.equal(await aGuard().run('reads', async () => 42), 42)
})

test('work that does not heed its signal is not waited for', async () => {
  const guard = aGuard({ timeLimitMs: 10 })

  const failure = await unavailable(guard.run('writes', hanging))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['acme-timeout', true])
})

test('work that fails because it was told to stop counts as out of time', async () => {
  const guard = aGuard({ timeLimitMs: 10 })
  const obedient = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('the socket was destroyed')))
    })

  const failure = await unavailable(guard.run('reads', obedient))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['acme-timeout', false])
})

test('after five failures in a row calls are turned away without being made', async () => {
  const guard = aGuard()
  await fails(guard, 5)
  let calls = 0

  const failure = await unavailable(
    guard.run('writes', async () => {
      calls += 1
    }),
  )

  assert.deepEqual([failure.code, failure.mayHaveHappened, calls], ['acme-circuit-open', false, 0])
  assert.equal(guard.circuit(), 'open')
})

test('one success in between keeps the circuit closed', async () => {
  const guard = aGuard()

  await fails(guard, 4)
  await guard.run('reads', async () => 'well')
  await fails(guard, 4)

  assert.equal(guard.circuit(), 'closed')
})

test('after a pause one call tries whether it works again', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 0 })
  const guard = aGuard()
  await fails(guard, 5)

  context.mock.timers.tick(5_001)
  await guard.run('reads', async () => 'well')

  assert.equal(guard.circuit(), 'closed')
})

test('a vendor that refuses, or says when to come back, is alive: the circuit stays closed', async () => {
  const guard = aGuard()
  const later = new Unavailable('acme-rate-limited', '429', { notBefore: new Date() })

  for (let call = 0; call < 10; call += 1) {
    await unavailable(guard.run('reads', () => Promise.reject(later)))
    const no = new Refused('acme-rejected', 'acme answered 400')
    await assert.rejects(
      guard.run('reads', () => Promise.reject(no)),
      no,
    )
  }

  assert.equal(guard.circuit(), 'closed')
})

test('more than the places and the queue hold are turned away at once', async () => {
  const guard = aGuard({ concurrency: 1 })
  const caller = new AbortController()
  const run = () => guard.run('writes', hanging, caller.signal)
  const waiting = Array.from({ length: 5 }, run)

  const failure = await unavailable(run())

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['acme-busy', false])
  caller.abort()
  await Promise.allSettled(waiting)
})

test('a write that never got a place has not happened', async () => {
  const guard = aGuard({ concurrency: 1 })
  const caller = new AbortController()
  const begun = guard.run('writes', hanging, caller.signal)
  const queued = guard.run('writes', hanging, caller.signal)

  caller.abort()

  assert.equal((await unavailable(begun)).mayHaveHappened, true)
  assert.equal((await unavailable(queued)).mayHaveHappened, false)
})

test('a fault of our own is neither hidden nor renamed', async () => {
  const fault = new TypeError('undefined is not a function')

  await assert.rejects(
    aGuard().run('reads', () => Promise.reject(fault)),
    fault,
  )
})
