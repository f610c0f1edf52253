import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotification } from '../../test/support/a-notification.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import { pacedNotifier } from './paced-notifier.ts'

const NOW = new Date('2026-11-23T09:00:00Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)

/** A channel that takes what it is given, and what comes before it, with a clock in our hand. */
function channelWith(lane?: 'of the rep' | 'its own matter') {
  let now = NOW
  const channel = memoryNotifier()
  const laneOf = ({ repId }: { readonly repId: string }) =>
    lane === 'of the rep' ? repId : undefined
  const paced = pacedNotifier(
    { ...channel, ...(lane === undefined ? {} : { lane: laneOf }) },
    { clock: () => now, atOnce: 4 },
  )
  const { recipient } = aNotification()
  return {
    channel,
    send: (repId = 'mara') => paced.send(aNotification({ recipient: { ...recipient, repId } })),
    /** Turns away whatever comes, until it is told otherwise. */
    limitFor(ms: number | undefined) {
      const options = ms === undefined ? {} : { notBefore: later(ms) }
      const error = new Unavailable('slack-rate-limited', 'Too often', options)
      channel.failWith({ error, afterEffect: false })
    },
    at: (ms: number) => {
      now = later(ms)
    },
  }
}

test('a channel that names a time is not asked before it, by no alert, and goes on then', async () => {
  const { channel, send, limitFor, at } = channelWith()
  limitFor(3_000)

  await assert.rejects(send(), { code: 'slack-rate-limited' })
  at(2_999)
  await assert.rejects(send('jonas'), { code: 'channel-resting', notBefore: later(3_000) })
  assert.equal(channel.sent.length, 0)
  at(3_000)
  channel.failWith(undefined)
  await send()

  assert.equal(channel.sent.length, 1)
})

test('a limit of one conversation holds up no other', async () => {
  const { channel, send, limitFor } = channelWith('of the rep')
  await send('mara')
  limitFor(3_000)
  await assert.rejects(send('mara'), { code: 'slack-rate-limited' })
  channel.failWith(undefined)

  await send('jonas')

  await assert.rejects(send('mara'), { code: 'channel-resting' })
})

test('who is turned away though nothing had gone there before has met the limit of all', async () => {
  const { channel, send, limitFor, at } = channelWith('of the rep')
  await send('mara')
  at(2_001)
  limitFor(5_000)
  await assert.rejects(send('mara'), { code: 'slack-rate-limited' })
  channel.failWith(undefined)

  await assert.rejects(send('jonas'), { code: 'channel-resting' })
  at(5_000)
  await send('jonas')

  assert.equal(channel.sent.length, 2)
})

test('a channel that sees to its limits itself is asked again', async () => {
  const { channel, send, limitFor } = channelWith('its own matter')
  limitFor(3_000)
  await assert.rejects(send(), { code: 'slack-rate-limited' })
  channel.failWith(undefined)

  await send()

  assert.equal(channel.sent.length, 1)
})

test('what fails without naming a time, and what is refused, holds nothing up', async () => {
  const { channel, send } = channelWith()
  for (const error of [new Unavailable('slack-failed', 'Oh'), new Refused('slack-denied', 'No')]) {
    channel.failWith({ error, afterEffect: false })
    await assert.rejects(send(), error)
  }
  channel.failWith(undefined)

  await send()

  assert.equal(channel.sent.length, 1)
})
