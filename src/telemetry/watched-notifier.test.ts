import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotification } from '../../test/support/a-notification.ts'
import { memoryLog } from '../../test/support/memory-log.ts'
import { memoryNotifier } from '../adapters/memory/notifier.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { ChannelAlarm, ChannelAlarms } from '../ports/channel-alarms.ts'
import { watchedNotifier } from './watched-notifier.ts'

const START = new Date('2026-11-23T09:00:00Z')
const MINUTE_MS = 60_000

/** A channel, what stands about it, and a clock in our hand. */
function watchedChannel() {
  let now = START
  let standing: ChannelAlarm[] = []
  const writes: string[] = []
  const alarms: { -readonly [Name in keyof ChannelAlarms]: ChannelAlarms[Name] } = {
    async raise(alarm) {
      const isNews = standing.every(({ code }) => code !== alarm.code)
      standing = [alarm]
      writes.push(alarm.code)
      return isNews
    },
    async clear() {
      const wasThere = standing.length > 0
      standing = []
      writes.push('cleared')
      return wasThere
    },
    standing: async () => standing,
  }
  const log = memoryLog()
  const channel = memoryNotifier({ channel: 'slack' })
  const notifier = watchedNotifier(channel, { alarms, log, clock: () => now })
  const fails = (error: Error | undefined) =>
    channel.failWith(error && { error, afterEffect: false })
  return {
    ...{ alarms, log, writes, fails },
    standing: () => standing,
    send: () => notifier.send(aNotification()),
    sendInVain: () => assert.rejects(notifier.send(aNotification())),
    forward: (minutes: number) => {
      now = new Date(now.getTime() + minutes * MINUTE_MS)
    },
  }
}

const DENIED = new Refused('slack-denied', 'Slack answered token_revoked')
const DOWN = new Unavailable('slack-failed', 'Slack answered 503')

test('a token that is turned away is told at once and once, and when it works again', async () => {
  const channel = watchedChannel()
  channel.fails(DENIED)

  for (let alert = 0; alert < 3; alert += 1) await channel.sendInVain()

  assert.deepEqual(channel.standing(), [{ channel: 'slack', code: 'slack-denied', since: START }])
  assert.deepEqual(channel.log.lines, ['error: A channel needs a person: nobody is told by it'])
  channel.fails(undefined)
  await channel.send()
  await channel.send()
  assert.deepEqual(channel.standing(), [])
  assert.deepEqual(channel.writes, ['slack-denied', 'cleared'])
  assert.equal(channel.log.lines.at(-1), 'info: A channel works again')
})

test('a channel that is down for a moment needs nobody, and one that stays down does', async () => {
  const channel = watchedChannel()
  channel.fails(DOWN)
  await channel.sendInVain()
  channel.forward(4)
  await channel.sendInVain()
  assert.deepEqual(channel.standing(), [])

  channel.forward(1)
  await channel.sendInVain()

  assert.deepEqual(channel.standing(), [{ channel: 'slack', code: 'slack-failed', since: START }])
})

test('what works in between begins the time anew, and a rep who is not known is no alarm', async () => {
  const channel = watchedChannel()
  channel.fails(DOWN)
  await channel.sendInVain()
  channel.fails(undefined)
  await channel.send()
  channel.forward(10)
  channel.fails(DOWN)
  await channel.sendInVain()
  channel.fails(new Refused('slack-recipient-unknown', 'Slack answered user_not_found'))
  await channel.sendInVain()

  assert.deepEqual(channel.standing(), [])
})

test('the alarm of a process that is no more is cleared by another that sends', async () => {
  const channel = watchedChannel()
  await channel.send()
  await channel.alarms.raise({ channel: 'slack', code: 'slack-failed', since: START })

  channel.forward(1)
  await channel.send()

  assert.deepEqual(channel.standing(), [])
})

test('an alert is sent, and sent once, though nobody can note how the channel does', async () => {
  const channel = watchedChannel()
  channel.alarms.clear = () => Promise.reject(new Unavailable('database-unavailable', 'Gone'))

  await channel.send()

  assert.deepEqual(channel.log.lines, ['warn: Cannot note how a channel does'])
})
