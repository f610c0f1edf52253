import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { startGateway } from '../../src/compose/gateway.ts'
import { openPlatform } from '../../src/compose/platform.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { assertNothingLostOrTwice } from '../support/nothing-twice.ts'
import { sendChat } from '../support/signed-chat.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Tuesday on which reps are at work. */
const TUESDAY = '2026-11-24T15:00:00Z'
const MESSAGES = 10
const PLACES = Array.from({ length: MESSAGES }, (_, index) => index)
const INTERCOM_SECRET = 'demo-intercom-client-secret'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A product whose chats may come by either of two gateways, each with connections of its own. */
async function twoGateways() {
  await using untilItFails = new AsyncDisposableStack()
  const product = untilItFails.use(await startTestProduct({ at: TUESDAY }))
  const { databaseUrl, config, clock } = product
  const platform = await openPlatform({
    ...{ role: 'gateway', config, databaseUrl, clock, log: silent },
  })
  untilItFails.defer(() => platform.close())
  const second = await startGateway(platform)
  untilItFails.defer(() => second.stop())
  const started = untilItFails.move()
  return {
    product,
    urls: [product.url, second.url],
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

const secondsOf = (product: TestProduct, place: number) =>
  Math.floor(product.clock().getTime() / 1_000) - 600 + place * 10

/** Of every two messages the first is the visitor's; the fourth part brings an address. */
function chatbotPart(product: TestProduct, place: number) {
  const numbers = [place, (place + 1) % MESSAGES]
  return {
    ...{ conversation_id: 'c-1', bot_id: 'website', status: place === 7 ? 'handoff' : 'open' },
    messages: numbers.map((number) => ({
      id: `m${number}`,
      at: new Date(secondsOf(product, number) * 1_000).toISOString(),
      role: number % 2 === 0 ? 'visitor' : 'bot',
      text: `Message ${number}`,
    })),
    ...(place === 3 ? { visitor: { email: 'ada@kingworks.example', name: 'Ada King' } } : {}),
  }
}

/** Intercom repeats the first message with every notification. */
function intercomPart(product: TestProduct, place: number) {
  const author = (number: number) =>
    number % 2 === 0
      ? { type: 'lead', id: 'l', ...(place === 4 ? { email: 'ada@kingworks.example' } : {}) }
      : { type: 'bot', id: 'b' }
  const said = (number: number) => ({
    ...{ id: `${31_000 + number}`, body: `<p>Message ${number}</p>`, author: author(number) },
  })
  const reply = { ...said(place), part_type: 'comment', created_at: secondsOf(product, place) }
  return {
    ...{ type: 'notification_event', id: `notif_${place}` },
    topic: place % 2 === 0 ? 'conversation.user.replied' : 'conversation.operator.replied',
    data: {
      item: {
        ...{ type: 'conversation', id: '90210', state: 'open' },
        created_at: secondsOf(product, 0),
        source: said(0),
        conversation_parts: { conversation_parts: place === 0 ? [] : [reply] },
      },
    },
  }
}

async function sendIntercom(url: string, body: unknown): Promise<Response> {
  const text = JSON.stringify(body)
  const signature = createHmac('sha1', INTERCOM_SECRET).update(text).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature': `sha1=${signature}` }
  return fetch(`${url}/v1/capture/intercom`, { method: 'POST', headers, body: text })
}

/** Both gateways are sent all parts at once, each in an order of its own. */
async function sendAll(
  urls: readonly string[],
  send: (url: string, place: number) => Promise<Response>,
): Promise<void> {
  const answers = await Promise.all(
    urls.flatMap((url, turn) => {
      const factor = turn === 0 ? 3 : 7
      return PLACES.map((_, index) => send(url, (index * factor) % MESSAGES))
    }),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
}

async function onlyLead(product: TestProduct): Promise<LeadId> {
  const [lead, ...more] = await product.db.selectFrom('leads').select('id').execute()
  assert.deepEqual(more, [])
  return lead?.id ?? assert.fail()
}

async function assertWhole(product: TestProduct): Promise<void> {
  const id = await onlyLead(product)
  const decided = await product.decided(id, 'assigned')
  assert.equal(decided.parts.form.email, 'ada@kingworks.example')
  const { body } = await product.api('GET', `/v1/leads/${id}/transcript`)
  const { messages } = body as { messages: { role: string; text: string }[] }
  assert.deepEqual(
    messages.map(({ role, text }) => [role, text]),
    PLACES.map((place) => [place % 2 === 0 ? 'visitor' : 'bot', `Message ${place}`]),
  )
  const lead = await eventually('the contact to have the address', async () => {
    const now = await product.lead(id)
    return now.parts.findings?.email === 'ada@kingworks.example' && now
  })
  assert.equal(lead.parts.chat?.engagement.visitorMessages, MESSAGES / 2)
  const contacts = await product.db.selectFrom('contacts').select('leadCount').execute()
  assert.deepEqual(contacts, [{ leadCount: 1 }])
  const { rows } = await sql<{ deadlocks: string }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(product.db)
  assert.equal(Number(rows[0]?.deadlocks), 0)
  await eventually('everything to be settled', async () => {
    const open = product.db.selectFrom('tasks').select('id').where('state', '=', 'open')
    return (await open.where('dueAt', 'is', null).execute()).length === 0
  })
  await assertNothingLostOrTwice(product.db)
}

describe('parts of one chat that come by two gateways at once', { concurrency: 2 }, () => {
  test('of a chatbot are one lead that knows every message, in order', async () => {
    await using scene = await twoGateways()
    const { product, urls } = scene

    await sendAll(urls, (url, place) =>
      sendChat({ url, clock: product.clock }, chatbotPart(product, place)),
    )

    await assertWhole(product)
  })

  test('of Intercom are one lead that knows every message, in order', async () => {
    await using scene = await twoGateways()
    const { product, urls } = scene

    await sendAll(urls, (url, place) => sendIntercom(url, intercomPart(product, place)))

    await assertWhole(product)
  })
})
