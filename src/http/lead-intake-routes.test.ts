import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADMIN_TOKEN, aGateway, type Gateway } from '../../test/support/a-gateway.ts'
import { memoryIdempotency } from '../../test/support/memory-idempotency.ts'
import { Unavailable } from '../domain/failure.ts'
import type { FieldProblem } from './problem.ts'

const LEADS = '/v1/leads'
const headers = { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` }

type ProblemBody = { status: number; code: string; errors?: FieldProblem[] }

const post = (gateway: Gateway, body: unknown, more: Record<string, string> = {}) =>
  gateway.post(LEADS, typeof body === 'string' ? body : JSON.stringify(body), {
    ...headers,
    ...more,
  })

async function problemIn(response: Response): Promise<ProblemBody> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const body = (await response.json()) as ProblemBody
  assert.equal(body.status, response.status)
  return body
}

test('a lead in our own words is kept with its bytes and answered with its id', async () => {
  await using gateway = await aGateway()
  const body = '{ "email": "ada@acme.example", "fullName": "Ada Byron King" }'

  const response = await post(gateway, body)

  assert.equal(response.status, 202)
  const [kept] = gateway.intake.kept
  assert.deepEqual(await response.json(), { leadId: kept?.lead.id })
  assert.equal(kept?.delivery.sourceKey, 'api')
  assert.equal(kept?.delivery.verdict, 'authentic')
  assert.equal(Buffer.from(kept?.delivery.body ?? []).toString(), body)
  assert.equal(kept?.delivery.headers.authorization, undefined)
  assert.equal(kept?.lead.form.firstName, 'Ada')
  assert.equal(kept?.lead.form.lastName, 'Byron King')
})

test('wrong fields are named with what is wrong', async () => {
  await using gateway = await aGateway()
  const email = 'ada@acme.example'
  const cases: readonly (readonly [unknown, string])[] = [
    [{ email: 7 }, 'email'],
    [{ email, phone: ['1'] }, 'phone'],
    [{ email, phne: '1' }, 'phne'],
    [{ email, utm: { source: 'a', sorce: 'b' } }, 'utm.sorce'],
    [{ email, answers: [{ key: 'a' }] }, 'answers.0.value'],
    [{ email, submittedAt: 'yesterday' }, 'submittedAt'],
    [{ email, company: 'x'.repeat(501) }, 'company'],
    [{ email, sourceKey: 'nobody' }, 'sourceKey'],
    [{ email, sourceKey: 'Not A Key' }, 'sourceKey'],
    [{ email: ' ', company: 'Acme' }, 'email'],
    [{}, 'email'],
    [[], 'body'],
    ['"text"', 'body'],
    ['null', 'body'],
  ]

  for (const [body, field] of cases) {
    const response = await post(gateway, body)
    assert.equal(response.status, 422, JSON.stringify(body).slice(0, 80))
    const { code, errors = [] } = await problemIn(response)
    assert.equal(code, 'fields-invalid')
    assert.deepEqual([...new Set(errors.map((error) => error.field))], [field])
  }
  assert.equal(gateway.intake.kept.length, 0)
})

test('bodies that are no JSON are told so', async () => {
  await using gateway = await aGateway()

  const malformed = await post(gateway, '{"email": "a@b.example"')
  const empty = await post(gateway, '')
  const deep = await post(gateway, '['.repeat(100_000))
  const notUtf8 = await gateway.post(LEADS, Buffer.from([0x22, 0xff, 0x22]), headers)
  const form = await post(gateway, 'email=a', { 'content-type': 'text/plain' })
  const large = await post(gateway, `"${'x'.repeat(1_048_575)}"`)

  assert.equal(malformed.status, 400)
  assert.equal((await problemIn(malformed)).code, 'body-not-json')
  assert.equal((await problemIn(empty)).code, 'body-not-json')
  assert.equal((await problemIn(deep)).code, 'body-too-deep')
  assert.equal((await problemIn(notUtf8)).code, 'body-not-utf8')
  assert.equal(form.status, 415)
  assert.equal((await problemIn(form)).code, 'content-type-unsupported')
  assert.equal(large.status, 413)
})

test('without a token that may do it, nobody hands in a lead', async () => {
  await using gateway = await aGateway()
  const body = { email: 'a@b.example' }

  const none = await gateway.post(LEADS, JSON.stringify(body))
  const unknown = await post(gateway, body, { authorization: 'Bearer nobody' })
  const basic = await post(gateway, body, { authorization: 'Basic YTpi' })
  const rep = await post(gateway, body, { authorization: 'Bearer rep-token' })
  const manager = await post(gateway, body, { authorization: 'Bearer manager-token' })

  assert.equal(none.status, 401)
  assert.match(none.headers.get('www-authenticate') ?? '', /^Bearer/)
  assert.equal((await problemIn(none)).code, 'token-missing')
  assert.equal((await problemIn(unknown)).code, 'token-unknown')
  assert.equal((await problemIn(basic)).code, 'token-missing')
  assert.equal(rep.status, 403)
  assert.equal((await problemIn(rep)).code, 'role-not-allowed')
  assert.equal(manager.status, 202)
})

test('a repeated request with its Idempotency-Key gets the first answer', async () => {
  await using gateway = await aGateway()
  const key = { 'idempotency-key': 'order-1' }
  const body = { email: 'a@b.example' }

  const first = await (await post(gateway, body, key)).text()
  const again = await post(gateway, body, key)
  const other = await post(gateway, { email: 'c@d.example' }, key)
  const byOther = await post(gateway, body, { ...key, authorization: 'Bearer manager-token' })
  gateway.now = new Date(gateway.now.getTime() + 24 * 60 * 60_000)
  const nextDay = await post(gateway, body, key)

  assert.equal(again.status, 202)
  assert.equal(await again.text(), first)
  assert.equal(other.status, 422)
  assert.equal((await problemIn(other)).code, 'idempotency-key-reused')
  assert.notEqual(await byOther.text(), first)
  assert.notEqual(await nextDay.text(), first)
  assert.equal(gateway.intake.kept.length, 3)
})

test('while the first request is worked on, its repeat is told to wait', async () => {
  await using gateway = await aGateway()
  const key = { 'idempotency-key': 'order-1' }
  const body = { email: 'a@b.example' }
  const entered = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const { receive } = gateway.intake
  gateway.intake.receive = async (...given) => {
    entered.resolve()
    await gate.promise
    return receive(...given)
  }

  const first = post(gateway, body, key)
  await entered.promise
  const second = await post(gateway, body, key)
  gate.resolve()

  assert.equal(second.status, 409)
  assert.equal(second.headers.get('retry-after'), '1')
  assert.equal((await problemIn(second)).code, 'idempotency-key-in-flight')
  assert.equal((await first).status, 202)
})

test('a request that failed for want of a database may be repeated with its key', async () => {
  await using gateway = await aGateway()
  const key = { 'idempotency-key': 'order-1' }
  const body = { email: 'a@b.example' }

  gateway.intake.fault = new Unavailable('database-down', 'down')
  const failed = await post(gateway, body, key)
  gateway.intake.fault = undefined
  gateway.now = new Date(gateway.now.getTime() + 10_000)
  const repeated = await post(gateway, body, key)

  assert.equal(failed.status, 503)
  assert.equal(failed.headers.get('retry-after'), '5')
  assert.equal(repeated.status, 202)
})

test('an answer that was lost on the way names the lead that was kept', async () => {
  const idempotency = memoryIdempotency()
  const { settle } = idempotency
  await using gateway = await aGateway({ idempotency })
  const key = { 'idempotency-key': 'order-1' }

  idempotency.settle = () => Promise.reject(new Unavailable('database-down', 'down'))
  const lost = await post(gateway, { email: 'a@b.example' }, key)
  idempotency.settle = settle
  gateway.now = new Date(gateway.now.getTime() + 10_000)
  const repeated = await post(gateway, { email: 'a@b.example' }, key)

  assert.equal(lost.status, 503)
  assert.deepEqual(await repeated.json(), { leadId: gateway.intake.kept[0]?.lead.id })
  assert.equal(gateway.intake.kept.length, 1)
})

test('a lead whose commit was not heard of is found by its repeat and not made twice', async () => {
  await using gateway = await aGateway()
  const key = { 'idempotency-key': 'order-1' }
  const { receive } = gateway.intake
  gateway.intake.receive = async (...given) => {
    await receive(...given)
    throw new Unavailable('database-down', 'broken off after the commit')
  }

  const lost = await post(gateway, { email: 'a@b.example' }, key)
  gateway.intake.receive = receive
  const tooEarly = await post(gateway, { email: 'a@b.example' }, key)
  gateway.now = new Date(gateway.now.getTime() + 10_000)
  const repeated = await post(gateway, { email: 'a@b.example' }, key)

  assert.deepEqual([lost.status, tooEarly.status, repeated.status], [503, 409, 202])
  assert.deepEqual(await repeated.json(), { leadId: gateway.intake.kept[0]?.lead.id })
  assert.equal(gateway.intake.kept.length, 1)
})

test('a fault of ours frees the key, and stays the answer when that fails too', async () => {
  const idempotency = memoryIdempotency()
  const { release } = idempotency
  await using gateway = await aGateway({ idempotency })
  const { receive } = gateway.intake
  const attempt = () => post(gateway, { email: 'a@b.example' }, { 'idempotency-key': 'order-1' })
  gateway.intake.receive = () => Promise.reject(new Error('a fault'))

  const freed = await attempt()
  idempotency.release = () => Promise.reject(new Unavailable('database-down', 'down'))
  const kept = await attempt()
  idempotency.release = release
  gateway.intake.receive = receive
  const inFlight = await attempt()

  assert.deepEqual([freed.status, kept.status, inFlight.status], [500, 500, 409])
})

test('an Idempotency-Key that is too long or empty is refused', async () => {
  await using gateway = await aGateway()

  for (const key of ['', 'x'.repeat(256)]) {
    const response = await post(gateway, { email: 'a@b.example' }, { 'idempotency-key': key })
    assert.equal(response.status, 400)
    assert.equal((await problemIn(response)).code, 'idempotency-key-invalid')
  }
})

test('the same sourceLeadId makes one lead', async () => {
  await using gateway = await aGateway()
  const body = { email: 'a@b.example', sourceLeadId: 'crm-9' }

  const first = await (await post(gateway, body)).text()
  const again = await (await post(gateway, { ...body, phone: '1' })).text()

  assert.equal(again, first)
  assert.equal(gateway.intake.kept.length, 1)
})
