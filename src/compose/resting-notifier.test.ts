import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotification } from '../../test/support/a-notification.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import { restingNotifier } from './resting-notifier.ts'

const NOW = new Date('2026-11-23T09:00:00Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)

test('a channel that names a time is not asked before it, by no alert, and goes on then', async () => {
  let now = NOW
  const channel = memoryNotifier()
  const resting = restingNotifier(channel, () => now)
  const limited = new Unavailable('slack-rate-limited', 'Too often', { notBefore: later(3_000) })
  channel.failWith({ error: limited, afterEffect: false })

  const send = () => resting.send(aNotification())
  await assert.rejects(send(), { code: 'slack-rate-limited' })
  now = later(2_999)
  await assert.rejects(send(), { code: 'channel-resting', notBefore: later(3_000) })
  assert.equal(channel.sent.length, 0)
  now = later(3_000)
  channel.failWith(undefined)
  await send()

  assert.equal(channel.sent.length, 1)
})

test('what fails without naming a time, and what is refused, holds nothing up', async () => {
  const channel = memoryNotifier()
  const resting = restingNotifier(channel, () => NOW)
  for (const error of [new Unavailable('slack-failed', 'Oh'), new Refused('slack-denied', 'No')]) {
    channel.failWith({ error, afterEffect: false })
    await assert.rejects(resting.send(aNotification()), error)
  }
  channel.failWith(undefined)

  await resting.send(aNotification())

  assert.equal(channel.sent.length, 1)
})
