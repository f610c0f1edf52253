import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { FeedEvent, LiveFeed } from '../../ports/live-feed.ts'
import type { Db } from './connect.ts'
import { postgresLiveFeed } from './live-feed.ts'

/** Reads on until so many events have come: other databases of the server may hold the feed up. */
async function read(feed: LiveFeed, from: string, count: number, page = 100) {
  const events: FeedEvent[] = []
  while (events.length < count) {
    events.push(...(await feed.after(events.at(-1)?.position ?? from, page)))
  }
  return events
}

async function lead(db: Db, open: Db = db): Promise<LeadId> {
  const id = await stored.lead(db)
  await stored.events(open, id, [[0, 'LeadCaptured']])
  return id
}

test('while an earlier transaction is open, a later one is held back, so none is overtaken', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  const feed = postgresLiveFeed(db)
  const start = await feed.now()

  const slow = await db.startTransaction().execute()
  const first = await lead(db, slow)
  const second = await lead(db)
  const meanwhile = await feed.after(start, 10)
  await slow.commit().execute()
  const afterwards = await read(feed, start, 2)

  assert.deepEqual(meanwhile, [])
  assert.deepEqual(
    afterwards.map(({ leadId }) => leadId),
    [first, second],
  )
})

test('a transaction that is rolled back leaves no gap', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  const feed = postgresLiveFeed(db)
  const start = await feed.now()

  const slow = await db.startTransaction().execute()
  await stored.lead(slow)
  const id = await lead(db)
  await slow.rollback().execute()

  const events = await read(feed, start, 1)
  assert.deepEqual(
    events.map(({ leadId }) => leadId),
    [id],
  )
})

test('small pages from place to place give every event once, in order', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  const feed = postgresLiveFeed(db)
  const start = await feed.now()
  const id = await stored.lead(db)
  const many = Array.from({ length: 25 }, () => [0, 'RepNotified'] as const)
  await stored.events(db, id, many)

  const events = await read(feed, start, 25, 4)

  assert.deepEqual(
    events.map(({ version }) => version),
    many.map((_, index) => index + 1),
  )
  for (const [index, { position }] of events.entries()) {
    assert.ok(feed.compare(position, events[index - 1]?.position ?? start) > 0)
  }
})

test('a place is known by the server that gave it, and nothing else is a place', async () => {
  await using database = await scratchDatabase()
  const feed = postgresLiveFeed(database.db)
  const own = await feed.now()

  assert.equal(await feed.knows(own), true)
  assert.equal(await feed.knows(own.replace(/^\d+/, '1')), false)
  assert.equal(await feed.knows('1 or 1=1'), false)
})
