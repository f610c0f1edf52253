import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotification } from '../../test/support/a-notification.ts'
import type { AlertPriority } from '../domain/alert.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { NotificationReceipt } from '../ports/notifier.ts'
import { alertLine, type Lined } from './alert-line.ts'

const NO_ROOM = new Unavailable('channel-resting', 'No room')

/** A line whose channel takes its time: nothing is accepted before `open`. */
function slowLine({ places, ofLane } = { places: 1, ofLane: 1 }, patienceMs = 60_000) {
  const sent: string[] = []
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const send = async ({ notification: { title } }: Lined): Promise<NotificationReceipt> => {
    sent.push(title)
    await opened
    if (title === 'refused') throw new Refused('slack-denied', 'No')
    return { providerId: title }
  }
  const line = alertLine({
    ...{ send, places: (lane) => (lane === undefined ? places : ofLane) },
    ...{ longest: (lane) => (lane === 'short' ? 1 : 20), patienceMs, tooLong: () => NO_ROOM },
  })
  const stand = (title: string, priority: AlertPriority = 'low', lane = '') =>
    line.stand({ notification: aNotification({ title, priority }), lane })
  return { line, stand, open, sent }
}

test('nobody stands there longer than a task may take, and nobody is sent for after that', async () => {
  const { stand, open, sent } = slowLine({ places: 1, ofLane: 1 }, 1)
  const served = stand('served')

  await assert.rejects(stand('waiting'), NO_ROOM)
  open()
  await served

  assert.deepEqual(sent, ['served'])
})

test('one at a time, the most urgent first, and of equal ones who came first', async () => {
  const { stand, open, sent } = slowLine()
  const all = [
    stand('first'),
    stand('cold'),
    stand('colder'),
    stand('warm', 'normal'),
    stand('hot', 'critical'),
  ]
  assert.deepEqual(sent, ['first'])

  open()
  await Promise.all(all)

  assert.deepEqual(sent, ['first', 'hot', 'warm', 'cold', 'colder'])
})

test('a lane that is full holds up no other, however urgent those in it are', async () => {
  const { stand, open, sent } = slowLine({ places: 2, ofLane: 1 })
  const all = [
    stand('first', 'low', 'emea'),
    stand('hot', 'critical', 'emea'),
    stand('cold', 'low', 'apac'),
    stand('colder', 'low', 'americas'),
  ]
  assert.deepEqual(sent, ['first', 'cold'])

  open()
  await Promise.all(all)

  assert.deepEqual(sent, ['first', 'cold', 'hot', 'colder'])
})

test('one that fails tells whoever sent it, and the next is served', async () => {
  const { stand, open } = slowLine()
  const [failing, next] = [stand('refused'), stand('next')]

  open()

  await assert.rejects(failing, { code: 'slack-denied' })
  assert.deepEqual(await next, { providerId: 'next' })
})

test('when it is long the least urgent must leave, and never the most urgent', async () => {
  const { stand, open } = slowLine()
  const colds = Array.from({ length: 21 }, (_, nth) => stand(`cold ${nth}`))
  const hot = stand('hot', 'critical')

  open()

  const ends = await Promise.allSettled(colds)
  assert.equal(ends.filter(({ status }) => status === 'rejected').length, 1)
  assert.equal(ends.at(-1)?.status, 'rejected')
  assert.deepEqual(await hot, { providerId: 'hot' })
})

test('a lane in which few may stand sends nobody of another away', async () => {
  const { stand, open } = slowLine()
  const others = Array.from({ length: 3 }, (_, nth) => stand(`other ${nth}`, 'low', 'long'))
  const [first, second] = [stand('first', 'low', 'short'), stand('second', 'low', 'short')]

  open()

  await assert.rejects(second, NO_ROOM)
  await Promise.all([...others, first])
})

test('those of a lane who stand there are sent away together, but for the one who is served', async () => {
  const { line, stand, open } = slowLine()
  const [served, waiting, other] = [
    stand('served'),
    stand('waiting', 'critical'),
    stand('other', 'low', 'apac'),
  ]

  line.clear(NO_ROOM, '')
  open()

  await assert.rejects(waiting, NO_ROOM)
  assert.deepEqual(await served, { providerId: 'served' })
  assert.deepEqual(await other, { providerId: 'other' })
  assert.ok(line.isEmpty())
})
