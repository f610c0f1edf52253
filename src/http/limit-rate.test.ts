import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aGateway, aSource, GOOGLE_KEY } from '../../test/support/a-gateway.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import type { Source } from '../domain/documents/sources.ts'
import type { ServerParts } from './server.ts'

const FORM = '/v1/capture/web-form'
const BEHIND_PROXY = { trustedProxies: ['127.0.0.1'] }
const json = { 'content-type': 'application/json' }

/** A gateway with one source of this rate, and one of Google. */
function limited(rateLimit: Source['rateLimit'], given: Partial<ServerParts> = {}) {
  const sources = [
    aSource({ ...(rateLimit ? { rateLimit } : {}) }),
    aSource({ key: 'google-ads', kind: 'google-ads', secret: 'env:GOOGLE_KEY' }),
  ]
  const configuration = exampleCompany({ sources: { sources } })
  const store = { current: async () => configuration, apply: async () => configuration }
  return aGateway({ configuration: store, ...given })
}

type Limited = Awaited<ReturnType<typeof limited>>

/** Posts a form as a proxy passes it on that writes these addresses. */
async function statusFrom(gateway: Limited, forwardedFor: string, path = FORM, body?: string) {
  const text = body ?? JSON.stringify({ email: `${crypto.randomUUID()}@hansen.example` })
  const response = await gateway.post(path, text, { ...json, 'x-forwarded-for': forwardedFor })
  return response.status
}

test('an address that sends too much is told when to come back, and others are not hurt', async () => {
  const refused: string[] = []
  await using gateway = await limited(
    { perMinuteAndAddress: 2 },
    { ...BEHIND_PROXY, onRefused: (source, code) => refused.push(`${source} ${code}`) },
  )
  gateway.now = new Date()
  const headers = { ...json, origin: 'https://acme.example', 'x-forwarded-for': '198.51.100.7' }

  await statusFrom(gateway, '198.51.100.7')
  await statusFrom(gateway, '198.51.100.7')
  const third = await gateway.post(FORM, '{"email":"kim@hansen.example"}', headers)

  assert.equal(third.status, 429)
  assert.ok(Number(third.headers.get('retry-after')) > 5)
  assert.equal(((await third.json()) as { code: string }).code, 'too-many-requests')
  assert.equal(third.headers.get('access-control-allow-origin'), '*')
  assert.equal(third.headers.get('access-control-expose-headers'), 'Retry-After')
  assert.deepEqual(refused, ['web-form too-many-requests'])
  assert.equal(await statusFrom(gateway, '198.51.100.8'), 202)
  assert.equal(gateway.intake.kept.length, 3)
})

test('an address somebody made up counts only when a trusted proxy wrote it', async () => {
  await using trusting = await limited({ perMinuteAndAddress: 1 }, BEHIND_PROXY)
  await using alone = await limited({ perMinute: 1 })

  // A proxy adds the address it saw to whatever the sender had written before.
  const first = await statusFrom(trusting, '203.0.113.1, 198.51.100.7')
  const second = await statusFrom(trusting, '203.0.113.2, 198.51.100.7')
  const untrusted = [await statusFrom(alone, '203.0.113.3'), await statusFrom(alone, '203.0.113.4')]

  assert.deepEqual([first, second], [202, 429])
  assert.deepEqual(untrusted, [202, 429])
})

test('what a connection of IPv6 may choose by itself makes no new address', async () => {
  await using gateway = await limited({ perMinuteAndAddress: 1 }, BEHIND_PROXY)

  assert.equal(await statusFrom(gateway, '2001:db8:1:2::a'), 202)
  assert.equal(await statusFrom(gateway, '2001:db8:1:2:9:8:7:6'), 429)
  assert.equal(await statusFrom(gateway, '2001:db8:1:3::a'), 202)
  assert.equal(await statusFrom(gateway, '::ffff:198.51.100.7'), 202)
  assert.equal(await statusFrom(gateway, '198.51.100.7'), 429)
})

test('who is stopped by their address uses nothing up of what the source has', async () => {
  await using gateway = await limited({ perMinute: 2, perMinuteAndAddress: 1 }, BEHIND_PROXY)

  const statuses = [
    await statusFrom(gateway, '198.51.100.7'),
    await statusFrom(gateway, '198.51.100.7'),
    await statusFrom(gateway, '198.51.100.8'),
    await statusFrom(gateway, '198.51.100.9'),
  ]

  assert.deepEqual(statuses, [202, 429, 202, 429])
})

test('without a rate of its own a form takes what an office sends, and no flood', async () => {
  await using gateway = await limited(undefined, BEHIND_PROXY)

  const statuses: number[] = []
  for (let i = 0; i < 61; i += 1) statuses.push(await statusFrom(gateway, '198.51.100.7'))

  assert.equal(statuses.filter((status) => status === 202).length, 60)
  assert.equal(statuses.at(-1), 429)
})

test('what a vendor proves is never limited, nor is this machine', async () => {
  await using gateway = await limited({ perMinute: 1, perMinuteAndAddress: 1 }, BEHIND_PROXY)
  const lead = JSON.stringify({ lead_id: '1', google_key: GOOGLE_KEY, user_column_data: [] })

  for (let i = 0; i < 80; i += 1) {
    assert.equal(await statusFrom(gateway, '198.51.100.7', '/v1/capture/google-ads', lead), 200)
  }
  for (let i = 0; i < 3; i += 1) {
    assert.equal((await gateway.post(FORM, `{"email":"k${i}@hansen.example"}`)).status, 202)
  }
})

test('looking around uses nothing up of what forms have, and has an end of its own', async () => {
  await using gateway = await limited({ perMinuteAndAddress: 1 }, BEHIND_PROXY)
  const look = () => {
    const signals = [{ id: crypto.randomUUID(), type: 'page-view', at: gateway.now.toISOString() }]
    const body = JSON.stringify({ sessionId: crypto.randomUUID(), signals })
    return statusFrom(gateway, '198.51.100.7', `${FORM}/signals`, body)
  }

  const looked: number[] = []
  for (let i = 0; i < 11; i += 1) looked.push(await look())

  assert.deepEqual(looked.slice(0, 10), Array(10).fill(202))
  assert.equal(looked.at(-1), 429)
  assert.equal(await statusFrom(gateway, '198.51.100.7'), 202)
  assert.equal(await statusFrom(gateway, '198.51.100.7'), 429)
})
