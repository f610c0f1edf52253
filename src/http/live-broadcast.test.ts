import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unavailable } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { FeedEvent, LiveFeed } from '../ports/live-feed.ts'
import { type Listener, liveBroadcast } from './live-broadcast.ts'

/** A feed of numbered places that can be filled, and made to fail. */
function memoryFeed() {
  const events: FeedEvent[] = []
  const feed = {
    reads: 0,
    down: false,
    add: (count: number) => {
      for (let n = 0; n < count; n++) events.push(eventAt(events.length + 1))
    },
    now: async () => answer(String(events.length)),
    after: async (position: string, limit: number) => {
      feed.reads += 1
      return answer(events.slice(Number(position), Number(position) + limit))
    },
    compare: (a: string, b: string) => Number(a) - Number(b),
    knows: async () => true,
  } satisfies LiveFeed & Record<string, unknown>
  return feed

  function answer<T>(value: T): T {
    if (feed.down) throw new Unavailable('database-down', 'down')
    return value
  }
}

const eventAt = (place: number): FeedEvent => ({
  position: String(place),
  leadId: '01900000-0000-7000-8000-000000000001' as LeadId,
  version: place,
  type: 'RepNotified',
  at: new Date('2026-03-02T14:30:00Z'),
  data: {},
  repId: undefined,
})

function aListener() {
  const heard: number[] = []
  let changed = () => {}
  let isGone = false
  return {
    heard,
    isGone: () => isGone,
    hear: ({ version }: FeedEvent) => {
      heard.push(version)
      changed()
    },
    ready: async () => undefined,
    gone: () => isGone,
    end: () => {
      isGone = true
      changed()
    },
    until: async (holds: () => boolean) => {
      while (!holds()) await new Promise<void>((resolve) => (changed = resolve))
    },
  } satisfies Listener & Record<string, unknown>
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test('listeners who come and resume at different times all hear everything once', async () => {
  const feed = memoryFeed()
  const broadcast = liveBroadcast({ feed, log, everyMs: 1 })
  const listeners = [aListener(), aListener(), aListener()]

  for (const listener of listeners) {
    await broadcast.follow(listener, '0')
    feed.add(700)
  }
  await Promise.all(listeners.map((one) => one.until(() => one.heard.length >= 2_100)))
  broadcast.close()

  for (const { heard } of listeners) assert.deepEqual(heard, upTo(2_100))
})

test('one reading serves all who follow, and nothing is read for nobody', async () => {
  const feed = memoryFeed()
  const broadcast = liveBroadcast({ feed, log, everyMs: 1 })
  const listeners = Array.from({ length: 20 }, aListener)
  for (const listener of listeners) await broadcast.follow(listener)

  feed.add(1)
  await Promise.all(listeners.map((one) => one.until(() => one.heard.length === 1)))
  const { reads } = feed
  for (const listener of listeners) listener.end()
  const late = aListener()
  await broadcast.follow(late)
  feed.add(1)
  await late.until(() => late.heard.length === 1)
  broadcast.close()

  assert.ok(reads < 10, `${reads} readings for one event`)
  assert.deepEqual(late.heard, [2])
})

test('who comes first after others left before they had caught up hears only what is new', async () => {
  const feed = memoryFeed()
  feed.add(600)
  const broadcast = liveBroadcast({ feed, log, everyMs: 1 })
  const left = aListener()
  const stopped = Promise.withResolvers<void>()
  left.ready = async () => {
    left.end()
    stopped.resolve()
    return undefined
  }
  await broadcast.follow(left, '0')
  await stopped.promise

  feed.add(10)
  const late = aListener()
  const place = await broadcast.follow(late)
  feed.add(1)
  await late.until(() => late.heard.length === 1)
  broadcast.close()

  assert.equal(place, '610')
  assert.deepEqual(late.heard, [611])
})

test('when the feed cannot be read whoever comes is ended, and may come again', async () => {
  const feed = memoryFeed()
  const broadcast = liveBroadcast({ feed, log, everyMs: 1 })
  const [early, later] = [aListener(), aListener()]

  feed.down = true
  const refused = await broadcast.follow(early)
  feed.down = false
  const place = await broadcast.follow(later)
  broadcast.close()

  assert.deepEqual([refused, early.isGone()], [undefined, true])
  assert.equal(place, '0')
})

test('closing ends those who follow, those who catch up, and those who come later', async () => {
  const feed = memoryFeed()
  feed.add(5_000)
  const broadcast = liveBroadcast({ feed, log, everyMs: 1 })
  const [following, catchingUp, late] = [aListener(), aListener(), aListener()]
  await broadcast.follow(following)
  await broadcast.follow(catchingUp, '0')

  broadcast.close()
  await broadcast.follow(late)

  for (const listener of [following, catchingUp, late]) assert.equal(listener.isGone(), true)
})
