import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unavailable } from '../domain/failure.ts'
import { climbLadder, type Tried } from './climb-ladder.ts'
import { isInTime } from './is-in-time.ts'

const NOW = new Date('2026-11-23T09:00:00Z')
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)

/** Slack; mail when that fails; a text message two minutes later, and a call after that. */
const RUNGS = [
  { channels: ['slack'], from: NOW },
  { channels: ['email'], from: undefined },
  { channels: ['sms'], from: later(2) },
  { channels: ['webhook'], from: later(4) },
]
const DOWN = new Unavailable('slack-unreachable', 'Down')

/** What is tried at that minute, when these channels end so, and what is left. */
async function climbed(minute: number, ends: Record<string, Tried> = {}) {
  const tried: string[] = []
  const { failures, next } = await climbLadder(RUNGS, later(minute), async (channel) => {
    tried.push(channel)
    return ends[channel] ?? { reached: true }
  })
  return { tried: tried.join(), next, failures }
}

test('a rung is tried at its time, and the one for failures not at all', async () => {
  assert.deepEqual(await climbed(0), { tried: 'slack', next: later(2), failures: [] })
  assert.deepEqual(await climbed(2), { tried: 'slack,sms', next: later(4), failures: [] })
  assert.deepEqual(await climbed(9), { tried: 'slack,sms,webhook', next: undefined, failures: [] })
})

test('what reaches nobody is followed by the next at once, whatever its time', async () => {
  const no = { reached: false }

  assert.equal((await climbed(0, { slack: no })).tried, 'slack,email')
  const both = await climbed(0, { slack: no, email: { reached: false, failure: DOWN } })
  assert.deepEqual(both, { tried: 'slack,email,sms', next: later(4), failures: [DOWN] })
})

test('what may still come in time is waited for', async () => {
  const soon = await climbed(0, { slack: { reached: true, failure: DOWN } })

  assert.deepEqual(soon, { tried: 'slack', next: later(2), failures: [DOWN] })
})

test('a channel is in time unless its breaker or limit says otherwise, it gave no answer, or it fails again and again', () => {
  const named = (ms: number) =>
    new Unavailable('slack-rate-limited', '', { notBefore: new Date(NOW.getTime() + ms) })

  assert.equal(isInTime(DOWN, 0, NOW), true)
  assert.equal(isInTime(DOWN, 2, NOW), false)
  assert.equal(isInTime(named(1_000), 0, NOW), true)
  assert.equal(isInTime(named(30_000), 0, NOW), false)
  assert.equal(isInTime(new Unavailable('slack-circuit-open', ''), 0, NOW), false)
  assert.equal(isInTime(new Unavailable('slack-timeout', ''), 0, NOW), false)
  assert.equal(isInTime(new TypeError('Ours'), 0, NOW), false)
})
