import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deliveryAfter, healthAfter, isResting, type SendResult } from './delivery-schedule.ts'
import type { SubscriberHealth } from './subscription.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const WELL: SubscriberHealth = {
  state: 'active',
  disabledBecause: undefined,
  failures: 0,
  failingSince: undefined,
  restUntil: undefined,
}
const accepted: SendResult = { outcome: 'accepted', status: 200 }
const failed: SendResult = { outcome: 'failed', failure: 'timeout' }
const gone: SendResult = { outcome: 'gone', status: 410 }
const middle = () => 0.5
const hours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000

test('an event that fails again and again is tried ten times in three days', () => {
  let [at, misses, attempts] = [NOW, 0, 0]
  for (;;) {
    attempts += 1
    const next = deliveryAfter(failed, misses, WELL, at, middle)
    if (next.state !== 'pending') {
      assert.equal(next.state, 'failed')
      break
    }
    assert.ok(next.nextAttemptAt > at)
    ;[at, misses] = [next.nextAttemptAt, next.misses]
  }
  assert.equal(attempts, 10)
  assert.equal(Math.round(hours(NOW, at)), 76)
})

test('a receiver that says when is not asked before', () => {
  const notBefore = new Date('2026-03-03T00:00:00Z')
  const next = deliveryAfter({ ...failed, notBefore }, 0, WELL, NOW, middle)
  assert.deepEqual(next, { state: 'pending', misses: 1, nextAttemptAt: notBefore })
})

test('while the whole receiver is down no event uses up its attempts', () => {
  const down = { ...WELL, failures: 3, failingSince: NOW }
  const next = deliveryAfter(failed, 4, down, NOW, middle)
  assert.deepEqual(next, { state: 'pending', misses: 4, nextAttemptAt: NOW })
})

test('three batches without success let it rest, ever longer, at most half an hour', () => {
  let health: SubscriberHealth = WELL
  const rests: number[] = []
  for (let batch = 0; batch < 14; batch += 1) {
    health = healthAfter({ ...health, disableAfterDays: 30 }, [failed], NOW, middle)
    rests.push(((health.restUntil ?? NOW).getTime() - NOW.getTime()) / 1_000)
  }
  assert.deepEqual(rests.slice(0, 6), [0, 0, 15, 30, 60, 120])
  assert.equal(rests.at(-1), 1_800)
})

test('one accepted event makes it well, and 410 disables it whatever else there is', () => {
  const down = { ...WELL, failures: 7, failingSince: NOW, restUntil: NOW, disableAfterDays: 5 }
  assert.deepEqual(healthAfter(down, [failed, accepted], NOW), WELL)
  assert.equal(healthAfter(down, [accepted, gone], NOW).disabledBecause, 'gone')
})

test('it is disabled when it has failed for so many days, and not a moment before', () => {
  const before = { ...WELL, failures: 9, failingSince: NOW, disableAfterDays: 2 }
  const at = (plusMs: number) => new Date(NOW.getTime() + 2 * 86_400_000 + plusMs)
  assert.equal(healthAfter(before, [failed], at(-1)).state, 'active')
  assert.equal(healthAfter(before, [failed], at(0)).disabledBecause, 'failing')
})

test('whatever comes, a receiver rests or is well, and is disabled for a reason', () => {
  const results = fc.array(fc.constantFrom(accepted, failed, gone), { maxLength: 10 })
  fc.assert(
    fc.property(fc.array(results, { maxLength: 30 }), (batches) => {
      let health: SubscriberHealth = WELL
      for (const batch of batches) {
        if (health.state !== 'active') break
        health = healthAfter({ ...health, disableAfterDays: 5 }, batch, NOW)
      }
      assert.equal(health.state === 'disabled', health.disabledBecause !== undefined)
      assert.equal(health.restUntil !== undefined, isResting(health))
      assert.equal(health.failures > 0, health.failingSince !== undefined)
    }),
  )
})
