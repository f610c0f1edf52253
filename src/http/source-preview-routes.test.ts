import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADMIN_TOKEN, aGateway, type Gateway, GOOGLE_KEY } from '../../test/support/a-gateway.ts'

type Preview = {
  readonly source: unknown
  readonly proof: string
  readonly items: readonly {
    readonly kind: string
    readonly dedupeKey: string
    readonly form: Record<string, unknown>
    readonly judgement: { readonly verdict: string; readonly reasons?: readonly string[] }
    readonly fields: readonly { field: string; value: string; from: readonly string[] }[]
    readonly unused: readonly string[]
  }[]
}

const AS_ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` }
const JSON_TYPE = { 'content-type': 'application/json' }

async function preview(
  gateway: Gateway,
  key: string,
  body: string | FormData,
  headers: Record<string, string> = JSON_TYPE,
) {
  const given = { ...AS_ADMIN, ...headers }
  const response = await gateway.post(`/v1/sources/${key}/preview`, body, given)
  return { status: response.status, body: (await response.json()) as Preview }
}

const LEAD = {
  lead_id: 'lead-1',
  google_key: GOOGLE_KEY,
  user_column_data: [
    { column_id: 'EMAIL', string_value: 'kim@hansen.example' },
    { column_id: 'FULL_NAME', string_value: 'Kim Hansen' },
    { column_id: 'seats', column_name: 'How many seats?', string_value: '40' },
  ],
}

test('a payload is shown as the lead it would become, and nothing is kept', async () => {
  await using gateway = await aGateway()

  const { status, body } = await preview(gateway, 'google-ads', JSON.stringify(LEAD))

  assert.equal(status, 200)
  assert.deepEqual(body.source, { key: 'google-ads', kind: 'google-ads', configured: true })
  assert.equal(body.proof, 'authentic')
  const [item] = body.items
  assert.equal(item?.kind, 'lead')
  assert.equal(item.dedupeKey, 'id:lead-1')
  assert.equal(item.form.email, 'kim@hansen.example')
  assert.deepEqual(item.judgement, { verdict: 'accepted' })
  const fieldNamed = (name: string) => item.fields.find(({ field }) => field === name)
  assert.deepEqual(fieldNamed('email')?.from, ['user_column_data.0.string_value'])
  assert.deepEqual(fieldNamed('firstName')?.from, [])
  assert.deepEqual(fieldNamed('answers.0.value')?.value, '40')
  assert.ok(item.unused.includes('google_key'))
  assert.equal(gateway.intake.kept.length, 0)
})

test('a key that no source has may be the name of a kind, in any spelling', async () => {
  await using gateway = await aGateway()

  const { body } = await preview(gateway, 'Google_Ads', JSON.stringify(LEAD))

  assert.deepEqual(body.source, { key: 'google-ads', kind: 'google-ads', configured: false })
  const form = await preview(gateway, 'website', '{"email":"kim@hansen.example"}')
  assert.deepEqual(form.body.source, { key: 'form', kind: 'form', configured: false })
  assert.equal((await preview(gateway, 'fax', '{}')).status, 404)
})

test('a proof that is wrong is said, and the lead is shown all the same', async () => {
  await using gateway = await aGateway()

  const forged = { ...LEAD, google_key: 'other' }
  const { status, body } = await preview(gateway, 'google-ads', JSON.stringify(forged))

  assert.equal(status, 200)
  assert.equal(body.proof, 'forged')
  assert.equal(body.items.length, 1)
})

test('a form with parts is read, and a machine is rejected as validation would', async () => {
  await using gateway = await aGateway()
  const form = new FormData()
  form.set('email', 'kim@hansen.example')
  form.set('fax_number', 'machine')

  const { body } = await preview(gateway, 'web-form', form, {})

  assert.deepEqual(body.items[0]?.judgement, { verdict: 'rejected', reasons: ['honeypot-filled'] })
})

test('what cannot be read, or fetched, is refused as capturing refuses it', async () => {
  await using gateway = await aGateway()

  assert.equal((await preview(gateway, 'web-form', '{')).status, 400)
  assert.equal((await preview(gateway, 'web-form', '[1]')).status, 400)
  const fetched = await gateway.post('/v1/sources/web-form/preview?fetched=true', '{}', {
    ...AS_ADMIN,
    ...JSON_TYPE,
  })
  assert.equal(fetched.status, 422)
})

test('a rep may not look at payloads', async () => {
  await using gateway = await aGateway()

  const headers = { authorization: 'Bearer rep-token', ...JSON_TYPE }
  const { status } = await gateway.post('/v1/sources/web-form/preview', '{}', headers)

  assert.equal(status, 403)
})
