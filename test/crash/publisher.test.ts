import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { LeadEventType } from '../../src/domain/lead-event.ts'
import { PUBLIC_EVENTS } from '../../src/domain/public-events.ts'
import { type CloudEvent, eventReceiver } from '../support/event-receiver.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGateway, startTestWorker, type TestGateway } from '../support/test-product.ts'

const PUBLISHER = new URL('doomed-publisher.ts', import.meta.url)
const LEADS = 6
/** Batches before its death, unless there is time for more. */
const RECORDED = process.env.STL_TEST_LONG === undefined ? [1] : [0, 1, 2]

/** A subscriber at whom everything that happened to some leads is due, and nobody who sends it. */
async function everythingDue(gateway: TestGateway, url: string): Promise<number> {
  const { body } = await gateway.api('POST', '/v1/subscriptions', { url, events: ['lead.*'] })
  const path = `/v1/subscriptions/${(body as { id: string }).id}`
  await gateway.api('POST', `${path}/pause`)
  const due = await whatHappens(gateway)
  // Not before the worker is gone, which would send it.
  await gateway.api('POST', `${path}/resume`)
  return due
}

/** Leads travel to their end; resolves with how many events are due. */
async function whatHappens(gateway: TestGateway): Promise<number> {
  await using _worker = await startTestWorker(gateway)
  for (let n = 0; n < LEADS; n += 1) {
    await gateway.submit('web-form', { email: `person-${n}@company-${n}.example`, country: 'NO' })
  }
  await eventually('all leads to be decided', async () => {
    const states = await gateway.db.selectFrom('leads').select('state').execute()
    return states.every(({ state }) => state !== 'travelling')
  })
  await eventually('the followers to be done', async () => {
    const open = gateway.db.selectFrom('tasks').select('id').where('state', '=', 'open')
    return (await open.where('dueAt', 'is', null).execute()).length === 0
  })
  return await eventually('all events to be due', async () => {
    const told = (await deliveries(gateway)).length
    const happened = await gateway.db
      .selectFrom('leadEvents')
      .select('type')
      .where('type', 'in', [...PUBLIC_EVENTS.keys()] as LeadEventType[])
      .execute()
    return told > 0 && told === happened.length && told
  })
}

const deliveries = ({ db }: TestGateway) =>
  db.selectFrom('eventDeliveries').select(['state', 'attempts']).execute()

/** The publisher sends, and is gone before it has recorded that; its claim lapses. */
async function publisherDies(gateway: TestGateway, recorded: number): Promise<void> {
  const doomed = fork(PUBLISHER, [gateway.databaseUrl, String(recorded)])
  const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL')
  await sql`update subscriptions set claimed_until = now() - interval '1 second'`.execute(
    gateway.db,
  )
}

/** In the order of their first arrival. */
function firstOfEach(events: readonly CloudEvent[]): CloudEvent[] {
  return [...new Map(events.toReversed().map((event) => [event.id, event])).values()]
    .map(({ id }) => id)
    .map((id) => events.findIndex((event) => event.id === id))
    .sort((a, b) => a - b)
    .map((place) => events[place] ?? assert.fail())
}

describe('the publisher of events', { concurrency: 2 }, () => {
  for (const recorded of RECORDED) {
    test(`killed with a batch sent and ${recorded} recorded loses nothing and keeps the order`, async () => {
      await using gateway = await startTestGateway()
      await using receiver = await eventReceiver()
      const due = await everythingDue(gateway, receiver.url)

      await publisherDies(gateway, recorded)
      await publisherDies(gateway, 0)
      const beforeTheEnd = receiver.received.length
      await using _healthy = await startTestWorker(gateway)
      await eventually('everything to be accepted', async () => {
        return (await deliveries(gateway)).every(({ state }) => state === 'accepted')
      })

      const events = receiver.received.map(({ event }) => event)
      const firsts = firstOfEach(events)
      assert.equal(firsts.length, due)
      assert.ok(events.length > due, 'what was sent and not recorded came again')
      assert.ok(beforeTheEnd < events.length)
      const bodies = new Map(receiver.received.map(({ event, body }) => [event.id, body]))
      for (const { event, body, headers } of receiver.received) {
        assert.equal(body, bodies.get(event.id), 'the same event is told in the same words')
        assert.equal(headers['webhook-id'], event.id)
      }
      for (const [lead, ofLead] of Map.groupBy(firsts, ({ subject }) => subject)) {
        const versions = ofLead.map(({ data }) => data.version ?? 0)
        assert.deepEqual(
          versions,
          versions.toSorted((a, b) => a - b),
          lead,
        )
      }
    })
  }

  test('killed again and again sends no event of a lead before an earlier one is recorded', async () => {
    await using gateway = await startTestGateway()
    await using receiver = await eventReceiver()
    await everythingDue(gateway, receiver.url)

    for (let death = 0; death < 3; death += 1) await publisherDies(gateway, 0)

    const sent = Map.groupBy(receiver.received, ({ event }) => event.subject)
    for (const ofLead of sent.values()) {
      assert.equal(new Set(ofLead.map(({ event }) => event.id)).size, 1)
    }
    const attempts = (await deliveries(gateway)).map((one) => one.attempts)
    assert.ok(
      attempts.every((count) => count === 0),
      'nothing was recorded',
    )
  })
})
