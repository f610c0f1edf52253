import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Signature } from '@hubspot/api-client'
import { aGateway, aSource } from '../../test/support/a-gateway.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { FETCH_STAGE } from '../domain/lead.ts'

const api = { token: 'env:TOKEN' }
const secrets = { secret: 'env:NOW', previousSecret: 'env:BEFORE', api }
const SOURCES = [
  aSource({ key: 'meta', kind: 'meta', verifyToken: 'env:WORD', ...secrets }),
  aSource({ key: 'linkedin', kind: 'linkedin', ...secrets }),
  aSource({ key: 'hubspot', kind: 'hubspot', ...secrets }),
]
const VALUES: Readonly<Record<string, string>> = {
  'env:NOW': 'secret-of-now',
  'env:BEFORE': 'secret-before',
  'env:WORD': 'word',
}

function gateway() {
  const configuration = exampleCompany({ sources: { sources: SOURCES } })
  return aGateway({
    configuration: { current: async () => configuration, apply: async () => configuration },
    secrets: (reference) => VALUES[reference],
  })
}

const hmac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex')

type Signed = {
  readonly body: string
  readonly sign: (body: string, secret: string, sentAt: Date) => Record<string, string>
}

const kinds: Readonly<Record<string, Signed>> = {
  meta: {
    body: '{"entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":12345678901234567890}}]}]}',
    sign: (body, secret) => ({ 'x-hub-signature-256': `sha256=${hmac(secret, body)}` }),
  },
  linkedin: {
    body: '{"type":"LEAD_ACTION","leadAction":"CREATED","leadGenFormResponse":"urn:li:leadGenFormResponse:12345678901234567890"}',
    sign: (body, secret) => ({ 'x-li-signature': hmac(secret, `hmacsha256=${body}`) }),
  },
  hubspot: {
    body: '[{"objectId":12345678901234567890,"subscriptionType":"contact.creation"}]',
    sign(body, secret, sentAt) {
      const timestamp = sentAt.getTime()
      const url = 'https://leads.acme.example/v1/capture/hubspot'
      const signature = Signature.getSignature('POST', 'v3', {
        ...{ clientSecret: secret, requestBody: body, signature: '', timestamp, url },
      })
      return {
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': `${timestamp}`,
      }
    },
  },
}

for (const [kind, { body, sign }] of Object.entries(kinds)) {
  test(`${kind}: signed by a secret of now or before it is kept as a reference, else it is not`, async () => {
    await using product = await gateway()
    const post = (secret: string, sent = body) =>
      product.post(`/v1/capture/${kind}`, sent, sign(body, secret, product.now))

    const statuses = [
      await post('secret-of-now'),
      await post('secret-before'),
      await post('guessed'),
      await post('secret-of-now', body.replace('1234', '4321')),
    ]

    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 200, 401, 401],
    )
    assert.equal(await statuses[0]?.text(), '{}')
    assert.equal(product.intake.kept.length, 1)
    const [kept] = product.intake.kept
    assert.equal(kept?.lead.dedupeKey, 'id:12345678901234567890')
    assert.equal(kept?.lead.startsAt, FETCH_STAGE)
    assert.equal(kept?.delivery.verdict, 'authentic')
  })
}

test('hubspot: a right signature that is too old is kept, with a doubt', async () => {
  await using product = await gateway()
  const sentAt = new Date(product.now.getTime() - 600_000)
  const { body = '', sign } = kinds.hubspot ?? {}

  const answer = await product.post(
    '/v1/capture/hubspot',
    body,
    sign?.(body, 'secret-of-now', sentAt),
  )

  assert.equal(answer.status, 200)
  assert.equal(product.intake.kept[0]?.delivery.verdict, 'stale')
  assert.deepEqual(product.intake.kept[0]?.lead.doubts, ['delivery-stale'])
})

test('meta and linkedin ask whether the address is ours, and are answered', async () => {
  await using product = await gateway()
  const ask = async (query: string) => {
    const answer = await fetch(`${product.url}/v1/capture/${query}`)
    return { status: answer.status, text: await answer.text() }
  }
  const hub = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token'

  assert.deepEqual(await ask(`meta?${hub}=word`), { status: 200, text: '1158201444' })
  assert.equal((await ask(`meta?${hub}=guess`)).status, 401)
  assert.equal((await ask('meta')).status, 405)
  const { status, text } = await ask('linkedin?challengeCode=890e4665-4dfe')
  assert.equal(status, 200)
  assert.deepEqual(JSON.parse(text), {
    challengeCode: '890e4665-4dfe',
    challengeResponse: hmac('secret-of-now', '890e4665-4dfe'),
  })
  assert.equal((await ask('linkedin?challengeCode=hmacsha256=x')).status, 401)
  assert.deepEqual(product.intake.kept, [])
})
