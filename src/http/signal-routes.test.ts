import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { aGateway } from '../../test/support/a-gateway.ts'
import { runningApi } from '../../test/support/running-api.ts'

const PATH = '/v1/capture/web-form/signals'

const aSignal = (given: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type: 'page-view',
  at: '2026-03-02T14:29:58Z',
  url: 'https://www.acme.example/pricing?utm_source=google',
  ...given,
})

const aBody = (given: Record<string, unknown> = {}) => ({
  visitorId: randomUUID(),
  sessionId: randomUUID(),
  signals: [aSignal()],
  ...given,
})

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${PATH}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: JSON.parse(text) }
}

test('signals are kept before the answer, sent as JSON or by a beacon', async () => {
  await using api = await runningApi()

  const sent = aBody({ signals: [aSignal(), aSignal({ type: 'webinar-minutes', value: 42 })] })
  const asJson = await post(api.url, sent)
  const asText = await post(api.url, aBody(), { 'content-type': 'text/plain;charset=UTF-8' })
  const again = await post(api.url, sent)

  assert.deepEqual([asJson.status, asJson.body], [202, { accepted: 2 }])
  assert.deepEqual([asText.status, asText.body], [202, { accepted: 1 }])
  assert.deepEqual(again.body, { accepted: 2 })
  const rows = await api.db.selectFrom('signals').selectAll().execute()
  assert.equal(rows.length, 3)
  const minutes = rows.find(({ type }) => type === 'webinar-minutes')
  assert.equal(minutes?.value, 42)
  assert.equal(minutes?.visitorId, sent.visitorId)
})

test('without a visitor signals belong to their session', async () => {
  await using api = await runningApi()

  const { body } = await post(api.url, aBody({ visitorId: undefined }))

  assert.deepEqual(body, { accepted: 1 })
  const [row] = await api.db.selectFrom('signals').selectAll().execute()
  assert.equal(row?.visitorId, null)
})

test('the good signals beside bad ones are kept, and the bad ones named', async () => {
  await using api = await runningApi()
  const signals = [
    aSignal(),
    aSignal({ at: 'yesterday' }),
    aSignal({ type: 'Page View' }),
    'not a signal',
    aSignal({ extra: 1 }),
    aSignal({ value: '7' }),
  ]

  const { status, body } = await post(api.url, aBody({ signals }))

  assert.equal(status, 202)
  assert.equal(body.accepted, 1)
  assert.deepEqual(
    body.refused.map(({ field }: { field: string }) => field),
    ['signals.1.at', 'signals.2.type', 'signals.3', 'signals.4.extra', 'signals.5.value'],
  )
  assert.equal((await api.db.selectFrom('signals').selectAll().execute()).length, 1)
})

test('a body that is wrong is refused with the name of the field', async () => {
  await using gateway = await aGateway()
  const fields = async (body: unknown) => {
    const answer = await post(gateway.url, body)
    const named = (answer.body.errors ?? []).map(({ field }: { field: string }) => field)
    return [answer.status, answer.body.code, ...named]
  }

  assert.deepEqual(await fields(aBody({ sessionId: 'x' })), [422, 'fields-invalid', 'sessionId'])
  assert.deepEqual(await fields(aBody({ signals: [] })), [422, 'fields-invalid', 'signals'])
  assert.deepEqual(await fields(aBody({ more: 1 })), [422, 'fields-invalid', 'more'])
  const misspelt = await post(gateway.url, aBody({ sesionId: randomUUID() }))
  assert.deepEqual(
    misspelt.body.errors.map(({ reason }: { reason: string }) => reason),
    ['`sesionId` is not known here; did you mean `sessionId`?'],
  )
  assert.deepEqual(await fields([]), [422, 'fields-invalid', 'body'])
  assert.deepEqual(await fields('{'), [400, 'body-not-json'])
  assert.deepEqual(await fields(''), [400, 'body-not-json'])
  const tooMany = Array.from({ length: 101 }, () => aSignal())
  assert.deepEqual(await fields(aBody({ signals: tooMany })), [422, 'fields-invalid', 'signals'])
  assert.deepEqual(await fields(aBody({ padding: 'x'.repeat(70_000) })), [413, 'signals-too-large'])
})

test('pages of other origins than the source lists may not send signals', async () => {
  await using gateway = await aGateway()
  const to = `${gateway.url}/v1/capture/shop/signals`
  const ask = (origin: string) =>
    fetch(to, { method: 'POST', body: JSON.stringify(aBody()), headers: { origin } })

  const ours = await ask('https://shop.acme.example')
  const others = await ask('https://evil.example')
  const preflight = await fetch(to, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.acme.example' },
  })

  assert.equal(ours.status, 202)
  assert.equal(ours.headers.get('access-control-allow-origin'), 'https://shop.acme.example')
  assert.equal(others.status, 403)
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST')
  const unknown = await fetch(to.replace('shop', 'nobody'), { method: 'POST', body: '{}' })
  assert.equal(unknown.status, 404)
})

test('what is too much for one day is answered, not kept, and named', async () => {
  await using api = await runningApi()
  const visitorId = randomUUID()
  const batch = (count: number) =>
    aBody({ visitorId, signals: Array.from({ length: count }, () => aSignal()) })

  for (let sent = 0; sent < 450; sent += 90) await post(api.url, batch(90))
  const { status, body } = await post(api.url, batch(52))

  assert.equal(status, 202)
  assert.equal(body.accepted, 50)
  assert.deepEqual(body.refused, [
    { field: 'signals.50', reason: 'too many signals on one day' },
    { field: 'signals.51', reason: 'too many signals on one day' },
  ])
})
