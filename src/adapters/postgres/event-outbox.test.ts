import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../../test/support/eventually.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import { type LeadId, newId, type SubscriptionId } from '../../domain/ids.ts'
import type { SubscriberHealth } from '../../domain/subscription.ts'
import type { Batch, EventOutbox, Sent } from '../../ports/event-outbox.ts'
import type { Db } from './connect.ts'
import { postgresEventOutbox } from './event-outbox.ts'
import { deleteOutlived } from './outlived-rows.ts'
import { postgresSubscriptions } from './subscriptions.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const [ME, OTHER] = [newId<string>(), newId<string>()]
const SETTINGS = {
  url: 'https://crm.example/hook',
  events: ['lead.*'],
  description: '',
  include: [],
  disableAfterDays: 5,
}
const WELL: SubscriberHealth = {
  state: 'active',
  disabledBecause: undefined,
  failures: 0,
  failingSince: undefined,
  restUntil: undefined,
}

async function anOutbox() {
  const database = await scratchDatabase()
  const { db } = database
  const subscriptions = postgresSubscriptions(db, () => NOW)
  const subscribe = async (settings = SETTINGS) =>
    (await subscriptions.create(settings)).subscription.id
  return Object.assign(database, { outbox: postgresEventOutbox(db), subscriptions, subscribe })
}

async function captured(db: Db, open: Db = db): Promise<LeadId> {
  const id = await stored.lead(db)
  await stored.events(open, id, [[0, 'LeadCaptured', { sourceKey: 'web-form', isTest: false }]])
  return id
}

/** Other databases of the server may hold the log up, so it is read until there are so many. */
async function collected({ outbox, db }: { outbox: EventOutbox; db: Db }, count: number) {
  return await eventually(`${count} deliveries`, async () => {
    await outbox.collect(NOW)
    const rows = await db.selectFrom('eventDeliveries').selectAll().orderBy('sequence').execute()
    return rows.length >= count && rows
  })
}

const accepted = ({ events }: Batch): Sent[] =>
  events.map(({ sequence, misses }) => ({
    sequence,
    result: { outcome: 'accepted', status: 200 },
    next: { state: 'accepted', misses },
    at: NOW,
  }))

test('while an earlier transaction is open no later event is read, so none is missed', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await outbox.subscribe()

  const slow = await db.startTransaction().execute()
  const first = await captured(db, slow)
  const second = await captured(db)
  await outbox.outbox.collect(NOW)
  const meanwhile = await db.selectFrom('eventDeliveries').select('leadId').execute()
  await slow.commit().execute()
  const rows = await collected(outbox, 2)

  assert.deepEqual(meanwhile, [])
  assert.deepEqual(
    rows.map(({ leadId }) => leadId),
    [first, second],
  )
})

test('a subscription that commits late misses nothing that began after it', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await outbox.subscribe({ ...SETTINGS, events: ['lead.won' as string] })

  const slow = await db.startTransaction().execute()
  const late = newId<SubscriptionId>()
  const { url, description, disableAfterDays } = SETTINGS
  const columns = { url, description, disableAfterDays, secret: 'whsec_x', include: [] }
  await slow
    .insertInto('subscriptions')
    .values({ id: late, ...columns, events: ['lead.*'] })
    .execute()
  const leadId = await captured(db)
  await outbox.outbox.collect(NOW)
  await slow.commit().execute()
  const rows = await collected(outbox, 1)

  assert.deepEqual(
    rows.map((row) => [row.subscriptionId, row.leadId]),
    [[late, leadId]],
  )
})

test('who subscribes hears of what comes, not of what was', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await captured(db)
  assert.equal(await outbox.outbox.collect(NOW), false)
  await outbox.subscribe()

  const leadId = await captured(db)
  const rows = await collected(outbox, 1)
  await captured(db)
  const more = await collected(outbox, 2)

  assert.deepEqual([rows[0]?.leadId, rows.length, more.length], [leadId, 1, 2])
})

test('many events are read in pages, and several readers note each once', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await outbox.subscribe()
  const leadId = await stored.lead(db)
  const events = Array.from({ length: 1_200 }, (_, at) => [at, 'FirstContactMade'] as const)
  await stored.events(db, leadId, events)

  await eventually('all to be read', async () => {
    const readers = Array.from({ length: 4 }, () => outbox.outbox.collect(NOW))
    await Promise.all(readers)
    return (await collected(outbox, 0)).length === 1_200
  })
  const rows = await collected(outbox, 1_200)

  assert.deepEqual(
    rows.map(({ version }) => version),
    events.map((_, index) => index + 1),
  )
})

test('one process at a time serves a receiver; when it is gone another goes on', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  const id = await outbox.subscribe()
  await captured(db)
  await collected(outbox, 1)

  const mine = await outbox.outbox.claim(ME, NOW)
  const theirs = await outbox.outbox.claim(OTHER, NOW)
  const batch = await outbox.outbox.next(id, ME, 10, NOW)
  // It dies here: sent, and nothing recorded.
  await db
    .updateTable('subscriptions')
    .set({ claimedUntil: new Date(0) })
    .execute()
  const takenOver = await outbox.outbox.claim(OTHER, NOW)
  const again = await outbox.outbox.next(id, OTHER, 10, NOW)
  const stale = await outbox.outbox.next(id, ME, 10, NOW)

  assert.deepEqual([mine, theirs, takenOver], [[id], [], [id]])
  assert.deepEqual(again?.events, batch?.events)
  assert.equal(stale, undefined)
  assert.ok(again && batch)
  assert.equal(await outbox.outbox.settle(id, ME, accepted(batch), { ...WELL, failures: 9 }), false)
  assert.equal(await outbox.outbox.settle(id, OTHER, accepted(again), WELL), true)
  assert.equal((await outbox.subscriptions.find(id)).failures, 0)
})

test('who pauses or removes it in the middle of a batch is not overruled', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  const id = await outbox.subscribe()
  await captured(db)
  await collected(outbox, 1)
  await outbox.outbox.claim(ME, NOW)
  const batch = (await outbox.outbox.next(id, ME, 10, NOW)) ?? assert.fail()

  await outbox.subscriptions.pause(id)
  await outbox.outbox.settle(id, ME, accepted(batch), { ...WELL, state: 'disabled' })
  const { state } = await outbox.subscriptions.find(id)
  await outbox.subscriptions.remove(id)

  assert.equal(state, 'paused')
  assert.equal(await outbox.outbox.next(id, ME, 10, NOW), undefined)
  assert.deepEqual(await outbox.outbox.claim(ME, NOW), [])
})

test('a receiver that rests is given one event, and nothing before its time', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  const id = await outbox.subscribe()
  await captured(db)
  await captured(db)
  await collected(outbox, 2)
  const restUntil = new Date(NOW.getTime() + 60_000)
  const resting = { failures: 3, failingSince: NOW, restUntil }
  await db.updateTable('subscriptions').set(resting).execute()

  const early = await outbox.outbox.claim(ME, NOW)
  const late = await outbox.outbox.claim(ME, restUntil)
  const batch = await outbox.outbox.next(id, ME, 10, restUntil)

  assert.deepEqual([early, late, batch?.events.length], [[], [id], 1])
})

test('after a restore into another server reading begins with now', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await outbox.subscribe()
  await captured(db)
  await collected(outbox, 1)
  const elsewhere = { system: '1', txid: '99999999' }
  await db.updateTable('eventLogPlace').set(elsewhere).execute()
  await db.updateTable('subscriptions').set({ startsTxid: '99999999' }).execute()

  await eventually('the place to be known', async () => {
    await captured(db)
    await outbox.outbox.collect(NOW)
    return (await collected(outbox, 1)).length > 1
  })
})

test('deliveries are forgotten after thirty days, sent or not', async () => {
  await using outbox = await anOutbox()
  const { db } = outbox
  await outbox.subscribe()
  await captured(db)
  await captured(db)
  const [first] = await collected(outbox, 2)
  const old = new Date(Date.now() - 31 * 86_400_000)
  await db
    .updateTable('eventDeliveries')
    .set({ createdAt: old })
    .where('sequence', '=', first?.sequence ?? '')
    .execute()

  const deleted = await deleteOutlived(db, 30)

  assert.equal(deleted, 1)
  assert.equal((await db.selectFrom('eventDeliveries').select('sequence').execute()).length, 1)
})
