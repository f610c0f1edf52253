import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runningApi } from '../../test/support/running-api.ts'

const SECRET = 'a "word" & more'

const googleLead = (key: string) => ({
  lead_id: 'lead-1',
  google_key: key,
  user_column_data: [{ column_id: 'EMAIL', string_value: 'kim@x.example' }],
})

test('a secret that stands in a delivery is not given away with the file of a person', async () => {
  await using api = await runningApi()
  const sources = [
    { key: 'ads', name: 'Ads', kind: 'google-ads', secret: `demo:${SECRET}` },
    {
      key: 'more-ads',
      name: 'More ads',
      kind: 'google-ads',
      secret: 'demo:new',
      previousSecret: 'demo:old',
    },
  ]
  const files = [{ path: 'sources.yaml', text: JSON.stringify({ sources }) }]
  await api.call('POST', '/v1/config/apply', { body: { files } })
  for (const [key, secret] of [
    ['ads', SECRET],
    ['more-ads', 'old'],
  ] as const) {
    const body = googleLead(secret)
    const { status } = await api.call('POST', `/v1/capture/${key}`, { token: null, body })
    assert.equal(status, 200)
  }

  const { body } = await api.call('POST', '/v1/privacy/export', {
    body: { email: 'kim@x.example' },
  })

  const { deliveries } = (body as { places: { deliveries: { body: string }[] } }).places
  assert.deepEqual(
    deliveries.map((one) => JSON.parse(one.body)),
    [googleLead('[secret]'), googleLead('[secret]')],
  )
})
