import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type CloudEvent, eventReceiver } from '../support/event-receiver.ts'
import { eventually } from '../support/eventually.ts'
import { startTestProduct, startTestWorker, type TestGateway } from '../support/test-product.ts'

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const ANNA = { email: 'anna@fjordkraft.example', first_name: 'Anna', country: 'NO' }
const HOUR = 3_600_000

type Subscription = {
  readonly id: string
  readonly secret: string
  readonly state: string
  readonly disabledBecause?: string
  readonly failures: number
  readonly failingSince?: string
}
type Delivery = {
  readonly eventId: string
  readonly type: string
  readonly state: string
  readonly attempts: number
  readonly responseStatus?: number
  readonly failure?: string
}

async function subscribe({ api }: TestGateway, url: string, more: object = {}) {
  const { status, body } = await api('POST', '/v1/subscriptions', {
    url,
    events: ['lead.*'],
    ...more,
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body as Subscription
}

const find = async ({ api }: TestGateway, { id }: Subscription) =>
  (await api('GET', `/v1/subscriptions/${id}`)).body as Subscription

async function deliveries({ api }: TestGateway, { id }: Subscription, query = '') {
  const { body } = await api('GET', `/v1/subscriptions/${id}/deliveries?limit=200${query}`)
  return (body as { items: Delivery[] }).items
}

/** Waits until everything that happened so far has been accepted. */
const allAccepted = (product: TestGateway, subscription: Subscription, least = 1) =>
  eventually('everything to be accepted', async () => {
    const log = await deliveries(product, subscription)
    return log.length >= least && log.every(({ state }) => state === 'accepted') && log
  })

/** The clock of the product is turned to that Monday, which a verifier would find too far away. */
function verifyAt(now: Date, verify: () => unknown): void {
  const realNow = Date.now
  Date.now = () => now.getTime()
  try {
    verify()
  } finally {
    Date.now = realNow
  }
}

const versionsByLead = (events: readonly CloudEvent[]) =>
  Map.groupBy(events, ({ subject }) => subject ?? '')

test('a subscriber is told of everything that happens to a lead, signed, in order, without names', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver()
  const subscription = await subscribe(product, receiver.url)

  const leadId = await product.submit('web-form', ANNA)
  const lead = await product.decided(leadId, 'assigned')
  await product.api('POST', `/v1/leads/${leadId}/acknowledge`)
  await product.api('POST', `/v1/leads/${leadId}/first-contact`, { how: 'call' })
  await product.api('POST', `/v1/leads/${leadId}/outcome`, { outcome: 'meeting' })
  await eventually('the outcome', async () => receiver.types().includes('lead.outcome'))

  const webhook = new Webhook(subscription.secret)
  for (const { body, headers } of receiver.received) {
    verifyAt(product.clock(), () => webhook.verify(body, headers as Record<string, string>))
    assert.match(String(headers['content-type']), /^application\/cloudevents\+json/)
    assert.doesNotMatch(body, /anna|fjordkraft/i)
  }
  const events = receiver.received.map(({ event }) => event)
  const versions = events.map(({ data }) => data.version ?? 0)
  const assigned = events.find(({ type }) => type === 'lead.assigned')
  const expected = ['lead.captured', 'lead.validated', 'lead.identified', 'lead.scored']
  const others = ['lead.assigned', 'lead.acknowledged', 'lead.first-contact', 'lead.outcome']
  for (const type of [...expected, ...others]) assert.ok(receiver.types().includes(type), type)
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  )
  assert.equal(assigned?.data.state, 'assigned')
  assert.equal(assigned?.data.repId, lead.repId)
  assert.equal(assigned?.data.details?.repId, lead.repId)
  assert.equal(assigned?.id, `${leadId}_${assigned?.data.version}`)
  assert.equal(events[0]?.data.state, 'travelling')
  assert.equal(events[0]?.data.repId, undefined)
})

test('who asks for some types gets those, and contacts only who asks for contacts', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using few = await eventReceiver()
  await using named = await eventReceiver()
  await subscribe(product, few.url, { events: ['lead.captured', 'lead.assigned'] })
  await subscribe(product, named.url, { events: ['lead.assigned'], include: ['contact'] })

  await product.submit('web-form', ANNA)
  await eventually('both to be told', async () => {
    return few.received.length === 2 && named.received.length === 1
  })

  assert.deepEqual(few.types(), ['lead.captured', 'lead.assigned'])
  assert.equal(named.received[0]?.event.data.contact?.email, ANNA.email)
  assert.equal(few.received[1]?.event.data.contact, undefined)
})

test('what happened while a receiver was down comes when it is back, and no other one waits for it', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using broken = await eventReceiver(() => 500)
  await using well = await eventReceiver()
  const down = await subscribe(product, broken.url)
  await subscribe(product, well.url, { events: ['lead.assigned'] })

  await product.submit('web-form', ANNA)
  await eventually('the one that is well', async () => well.received.length === 1)
  await eventually('a failure', async () => (await find(product, down)).failures > 0)
  const [failed] = (await deliveries(product, down)).filter(({ attempts }) => attempts > 0)
  broken.answers(() => 200)
  await product.forward(HOUR)
  const log = await allAccepted(product, down, 5)

  assert.equal(failed?.state, 'pending')
  assert.equal(failed?.responseStatus, 500)
  assert.equal(failed?.failure, 'answered-with-error')
  assert.ok(log.some(({ attempts }) => attempts > 1))
  assert.equal((await find(product, down)).failingSince, undefined)
})

test('while the first event of a lead is not accepted, no later one of it is sent', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver(({ event }) =>
    event.type === 'lead.captured' ? 503 : 200,
  )
  const subscription = await subscribe(product, receiver.url)

  const leadId = await product.submit('web-form', ANNA)
  await product.decided(leadId, 'assigned')
  await eventually('several to be due', async () => {
    return (await deliveries(product, subscription)).length > 4 && receiver.received.length > 0
  })
  const meanwhile = new Set(receiver.types())
  receiver.answers(() => 200)
  await product.forward(HOUR)
  await allAccepted(product, subscription, 5)

  assert.deepEqual([...meanwhile], ['lead.captured'])
})

test('410 disables a subscription at once; resumed, it gets what it missed', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver(() => 410)
  const subscription = await subscribe(product, receiver.url)

  await product.decided(await product.submit('web-form', ANNA), 'assigned')
  const gone = await eventually('it to be disabled', async () => {
    const now = await find(product, subscription)
    return now.state === 'disabled' && now
  })
  const asked = receiver.received.length
  receiver.answers(() => 200)
  await product.api('POST', `/v1/subscriptions/${subscription.id}/resume`)
  await allAccepted(product, subscription, 5)

  assert.equal(gone.disabledBecause, 'gone')
  assert.ok(asked <= 2)
})

test('a receiver that accepts nothing for days is disabled, and what is due is kept', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver(() => 500)
  const subscription = await subscribe(product, receiver.url, { disableAfterDays: 2 })

  await product.decided(await product.submit('web-form', ANNA), 'assigned')
  await eventually('a failure', async () => (await find(product, subscription)).failures > 0)
  const disabled = await eventually('it to be disabled', async () => {
    await product.forward(HOUR)
    const now = await find(product, subscription)
    return now.state === 'disabled' && now
  })
  const kept = await deliveries(product, subscription, '&state=pending')

  assert.equal(disabled.disabledBecause, 'failing')
  assert.ok(kept.length >= 5)
})

test('a paused one is sent nothing, and everything when it is resumed', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver()
  const subscription = await subscribe(product, receiver.url)
  await product.api('POST', `/v1/subscriptions/${subscription.id}/pause`)

  await product.decided(await product.submit('web-form', ANNA), 'assigned')
  const due = await eventually('events to be due', async () => {
    const log = await deliveries(product, subscription)
    return log.length >= 5 && log
  })
  const whilePaused = receiver.received.length
  await product.api('POST', `/v1/subscriptions/${subscription.id}/resume`)
  await allAccepted(product, subscription, due.length)

  assert.equal(whilePaused, 0)
})

test('after a rotation both secrets verify for a day, then only the new one', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver()
  const before = await subscribe(product, receiver.url, { events: ['lead.captured'] })
  const path = `/v1/subscriptions/${before.id}`
  const after = (await product.api('POST', `${path}/rotate-secret`)).body as Subscription

  await product.api('POST', `${path}/test`)
  await eventually('the first', async () => receiver.received.length === 1)
  await product.forward(25 * HOUR)
  await product.api('POST', `${path}/test`)
  await eventually('the second', async () => receiver.received.length === 2)

  const verifies = ({ secret }: Subscription, index: number) => {
    const { body, headers } = receiver.received[index] ?? assert.fail()
    const seconds = Number(headers['webhook-timestamp'])
    const signature = new Webhook(secret).sign(
      String(headers['webhook-id']),
      new Date(seconds * 1_000),
      body,
    )
    return String(headers['webhook-signature']).split(' ').includes(signature)
  }
  assert.notEqual(before.secret, after.secret)
  assert.deepEqual(receiver.types(), ['subscription.test', 'subscription.test'])
  assert.deepEqual([verifies(before, 0), verifies(after, 0)], [true, true])
  assert.deepEqual([verifies(before, 1), verifies(after, 1)], [false, true])
})

test('two workers send 40 leads once each, in the order of each lead', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using _second = await startTestWorker(product)
  await using receiver = await eventReceiver()
  const subscription = await subscribe(product, receiver.url)

  const people = Array.from({ length: 40 }, (_, index) => index)
  await Promise.all(
    people.map((n) => product.submit('web-form', { ...ANNA, email: `p${n}@company${n}.example` })),
  )
  await eventually('all to be assigned', async () => {
    const told = receiver.types().filter((type) => type === 'lead.assigned')
    return told.length >= 40
  })
  await allAccepted(product, subscription, 200)

  const events = receiver.received.map(({ event }) => event)
  const ids = events.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const [lead, ofLead] of versionsByLead(events)) {
    const versions = ofLead.map(({ data }) => data.version ?? 0)
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
      lead,
    )
  }
})

test('what was given up is sent again on request, with the same id', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver()
  const subscription = await subscribe(product, receiver.url, { events: ['lead.assigned'] })
  const path = `/v1/subscriptions/${subscription.id}`
  await product.decided(await product.submit('web-form', ANNA), 'assigned')
  await allAccepted(product, subscription)

  const [eventId] = (await deliveries(product, subscription)).map((one) => one.eventId)
  const one = await product.api('POST', `${path}/redeliver`, { eventIds: [eventId] })
  await eventually('it to come again', async () => receiver.received.length === 2)
  await allAccepted(product, subscription)
  await product.db.updateTable('eventDeliveries').set({ state: 'failed' }).execute()
  const since = await product.api('POST', `${path}/redeliver`, { failedSince: MONDAY })
  await eventually('it to come a third time', async () => receiver.received.length === 3)

  assert.deepEqual([one.body, since.body], [{ redelivered: 1 }, { redelivered: 1 }])
  assert.equal(new Set(receiver.received.map(({ event }) => event.id)).size, 1)
  assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1)
})

test('of a person who is erased meanwhile nothing is sent', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  await using receiver = await eventReceiver()
  const subscription = await subscribe(product, receiver.url, { include: ['contact'] })
  await product.api('POST', `/v1/subscriptions/${subscription.id}/pause`)
  await product.decided(await product.submit('web-form', ANNA), 'assigned')
  await eventually('events to be due', async () => {
    return (await deliveries(product, subscription)).length >= 5
  })

  await product.db.deleteFrom('leadParts').execute()
  await product.api('POST', `/v1/subscriptions/${subscription.id}/resume`)
  await allAccepted(product, subscription, 5)

  for (const { body } of receiver.received) assert.doesNotMatch(body, /anna|fjordkraft/i)
})
