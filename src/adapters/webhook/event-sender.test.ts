import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answering, eventReceiver } from '../../../test/support/event-receiver.ts'
import type { Reach } from '../../domain/address-kind.ts'
import { webhookEventSender } from './event-sender.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const PATIENT = new AbortController().signal

type Options = { readonly reach?: Reach; readonly timeLimitMs?: number }

function aSender({ reach = 'loopback', timeLimitMs = 5_000 }: Options = {}) {
  const sender = webhookEventSender({ reach, timeLimitMs, clock: () => NOW })
  return {
    send: (url: string, signal = PATIENT) =>
      sender.send({ url, headers: { 'content-type': 'application/json' }, body: '{}' }, signal),
    [Symbol.dispose]: () => sender.close(),
  }
}

async function resultOf(answer: Answering, options: Options = {}) {
  await using receiver = await eventReceiver(answer)
  using sender = aSender(options)
  const result = await sender.send(receiver.url)
  return { result, asked: receiver.received.length }
}

const failed = (failure: string, more: object = {}) => ({ outcome: 'failed', failure, ...more })

const answers: Readonly<Record<number, object>> = {
  200: { outcome: 'accepted', status: 200 },
  204: { outcome: 'accepted', status: 204 },
  400: failed('answered-with-error', { status: 400, notBefore: undefined }),
  404: failed('answered-with-error', { status: 404, notBefore: undefined }),
  410: { outcome: 'gone', status: 410 },
  500: failed('answered-with-error', { status: 500, notBefore: undefined }),
}
for (const [status, expected] of Object.entries(answers)) {
  test(`${status} means ${JSON.stringify(expected)}`, async () => {
    const { result } = await resultOf(() => Number(status))
    assert.deepEqual(result, expected)
  })
}

test('a redirect is not followed', async () => {
  const { result, asked } = await resultOf((_one, response) => {
    response.writeHead(307, { location: '/elsewhere' }).end()
    return undefined
  })
  assert.deepEqual(result, failed('redirected', { status: 307 }))
  assert.equal(asked, 1)
})

test('Retry-After is heeded', async () => {
  const { result } = await resultOf((_one, response) => {
    response.writeHead(503, { 'retry-after': '60' }).end()
    return undefined
  })
  const notBefore = new Date('2026-03-02T14:31:00Z')
  assert.deepEqual(result, failed('answered-with-error', { status: 503, notBefore }))
})

test('who never answers, or never ends an answer, costs a bounded time', async () => {
  const never = await resultOf(() => undefined, { timeLimitMs: 100 })
  const endless = await resultOf(
    (_one, response) => {
      response.writeHead(200).write('x')
      return undefined
    },
    { timeLimitMs: 100 },
  )
  assert.deepEqual(never.result, failed('timeout'))
  assert.deepEqual(endless.result, failed('timeout'))
})

test('an answer without end is cut short, and its status counts', async () => {
  const { result } = await resultOf((_one, response) => {
    response.writeHead(200)
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      if (!response.destroyed) response.once('drain', pour)
    }
    pour()
    return undefined
  })
  assert.deepEqual(result, { outcome: 'accepted', status: 200 })
})

test('a connection that breaks, and one that is refused', async () => {
  const { result } = await resultOf((_one, response) => {
    response.destroy()
    return undefined
  })
  const receiver = await eventReceiver()
  await receiver[Symbol.asyncDispose]()
  using sender = aSender()

  assert.deepEqual(result, failed('broken-off'))
  assert.deepEqual(await sender.send(receiver.url), failed('unreachable'))
})

test('nothing is sent beyond reach, be it an address or a name that leads there', async () => {
  await using receiver = await eventReceiver()
  const port = new URL(receiver.url).port
  using sender = aSender({ reach: 'public' })

  for (const url of [receiver.url, `https://localhost:${port}/`, 'https://169.254.169.254/']) {
    assert.deepEqual(await sender.send(url), failed('address-not-allowed'), url)
  }
  assert.equal(receiver.received.length, 0)
})

test('a name that leads to where events may go is looked up and connected to', async () => {
  await using receiver = await eventReceiver()
  using sender = aSender()
  const result = await sender.send(receiver.url.replace('127.0.0.1', 'localhost'))
  assert.deepEqual(result, { outcome: 'accepted', status: 204 })
})

test('it rejects only when it is told to stop', async () => {
  await using receiver = await eventReceiver(() => undefined)
  using sender = aSender()
  await assert.rejects(sender.send(receiver.url, AbortSignal.timeout(50)))
})
