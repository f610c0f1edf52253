import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from './hubspot-sandbox.ts'

const CONTACTS = '/crm/v3/objects/contacts'

async function portal() {
  const sandbox = await hubspotSandbox({ owners: [{ id: '9001', email: 'mara@example.com' }] })
  return {
    sandbox,
    async call(method: string, path: string, body?: object, token = SANDBOX_HUBSPOT_TOKEN) {
      const headers = { authorization: `Bearer ${token}` }
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(`${sandbox.url}${path}`, { method, headers, ...init })
      const answer = (await response.json()) as { message?: string; [key: string]: unknown }
      return { status: response.status, answer }
    },
    [Symbol.asyncDispose]: sandbox.close,
  }
}

const tove = { properties: { email: 'Tove@b.example', firstname: 'Tove' } }
const row = (id: string, email: string, traced: boolean) => ({
  id,
  idProperty: 'our_id',
  ...(traced && { objectWriteTraceId: id }),
  properties: { email },
})

test('a duplicate is answered with 409 and the existing id in the text', async () => {
  await using hubspot = await portal()

  const first = await hubspot.call('POST', CONTACTS, tove)
  const second = await hubspot.call('POST', CONTACTS, tove)

  assert.deepEqual([first.status, second.status], [201, 409])
  assert.equal(second.answer.message, `Contact already exists. Existing ID: ${first.answer.id}`)
})

test('a record is found and changed by its e-mail address', async () => {
  await using hubspot = await portal()
  await hubspot.call('POST', CONTACTS, tove)
  const byEmail = `${CONTACTS}/tove@b.example?idProperty=email`

  await hubspot.call('PATCH', byEmail, { properties: { jobtitle: 'CTO' } })

  const { answer } = await hubspot.call('GET', `${byEmail}&properties=firstname,jobtitle,phone`)
  const { id, createdAt, updatedAt, properties } = answer
  assert.deepEqual(properties, {
    firstname: 'Tove',
    jobtitle: 'CTO',
    phone: null,
    hs_object_id: id,
    createdate: createdAt,
    lastmodifieddate: updatedAt,
  })
})

test('an unknown property, owner, record and token are each refused in their own way', async () => {
  await using hubspot = await portal()

  const statuses = [
    await hubspot.call('POST', CONTACTS, { properties: { shoe_size: '44' } }),
    await hubspot.call('POST', CONTACTS, { properties: { hubspot_owner_id: '1' } }),
    await hubspot.call('GET', `${CONTACTS}/4711`),
    await hubspot.call('POST', CONTACTS, tove, 'pat-stolen'),
  ].map(({ status }) => status)

  assert.deepEqual(statuses, [400, 400, 404, 401])
})

test('a bad row fails alone when rows carry trace ids, and the whole batch when not', async () => {
  await using hubspot = await portal()
  hubspot.sandbox.received.portal.properties.set('our_id', { name: 'our_id', hasUniqueValue: true })
  const batch = (traced: boolean) => ({
    inputs: [row('a', 'a@b.example', traced), row('b', 'not an address', traced)],
  })

  const traced = await hubspot.call('POST', `${CONTACTS}/batch/upsert`, batch(true))
  const untraced = await hubspot.call('POST', `${CONTACTS}/batch/upsert`, batch(false))

  assert.deepEqual([traced.status, traced.answer.numErrors, untraced.status], [207, 1, 400])
})

test('owners are listed, by e-mail address too', async () => {
  await using hubspot = await portal()

  const known = await hubspot.call('GET', '/crm/v3/owners?email=mara@example.com')
  const unknown = await hubspot.call('GET', '/crm/v3/owners?email=jon@example.com')

  const [owner, ...others] = known.answer.results as Record<string, unknown>[]
  assert.deepEqual([owner?.id, owner?.email, others], ['9001', 'mara@example.com', []])
  assert.deepEqual(unknown.answer.results, [])
})

test('it is as slow and as unreliable as it is told to be, from the next call on', async () => {
  await using hubspot = await portal()

  hubspot.sandbox.behave({ latencyMs: [20, 30], errorRate: 1 })
  const startedAt = performance.now()
  const troubled = await hubspot.call('GET', '/crm/v3/owners')
  const ms = performance.now() - startedAt
  hubspot.sandbox.behave({})
  const recovered = await hubspot.call('GET', '/crm/v3/owners')

  assert.deepEqual([troubled.status, recovered.status], [500, 200])
  assert(ms >= 19, `it took ${ms} ms`)
  assert.equal(hubspot.sandbox.received.calls, 2)
})
