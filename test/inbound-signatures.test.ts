import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Source } from '../src/domain/documents/sources.ts'
import type { Gateway } from './support/a-gateway.ts'
import { BY_TOKEN, gatewayFor, SECRETS, SIGNED } from './support/gateway-for.ts'
import { vendorProof } from './support/vendor-proof.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000)
const ofNow = SECRETS['env:SECRET']
const before = SECRETS['env:OLD_SECRET']
const example = (file: string) =>
  readFileSync(join(import.meta.dirname, '../docs/examples', file), 'utf8')

type Signed = { readonly body?: string; readonly headers: Readonly<Record<string, string>> }

/** How one vendor proves a body; `at` is when it says it did. */
type Scheme = {
  readonly kind: Source['kind']
  readonly body: string
  readonly isTimed: boolean
  /** Where the proof stands in the body; otherwise it is in the headers. */
  readonly inBody?: (secret: string, body: string) => Signed
}

const SCHEMES: readonly Scheme[] = [
  { kind: 'typeform', body: example('typeform.json'), isTimed: false },
  { kind: 'webflow', body: example('webflow.json'), isTimed: true },
  { kind: 'hubspot-workflow', body: example('hubspot-workflow.json'), isTimed: false },
  { kind: 'calendly', body: example('calendly.json'), isTimed: true },
  { kind: 'zoom', body: example('zoom.json'), isTimed: true },
  { kind: 'tiktok', body: example('tiktok.json'), isTimed: true },
  {
    kind: 'drift',
    body: example('drift.json'),
    isTimed: false,
    inBody: (secret, body) => ({
      body: JSON.stringify({ ...JSON.parse(body), token: secret }),
      headers: { 'x-verification-token': secret },
    }),
  },
  {
    kind: 'google-ads',
    body: example('google-ads-lead.json'),
    isTimed: false,
    inBody: (secret, body) => ({
      body: JSON.stringify({ ...JSON.parse(body), google_key: secret }),
      headers: {},
    }),
  },
  { kind: 'intercom', body: example('intercom.json'), isTimed: false },
  { kind: 'chatbot', body: example('chatbot.json'), isTimed: true },
  { kind: 'gravity-forms', body: example('gravity-forms.json'), isTimed: false },
  { kind: 'jotform', body: '{"submissionID":"1"}', isTimed: false },
]

function deliver(gateway: Gateway, scheme: Scheme, signed: Signed, path = '') {
  const headers = { 'content-type': 'application/json', ...signed.headers }
  return gateway.post(`/v1/capture/${scheme.kind}${path}`, signed.body ?? scheme.body, headers)
}

function proverOf({ kind, inBody }: Scheme) {
  return (secret: string, body: string, at: Date): Signed => {
    if (inBody !== undefined) return inBody(secret, body)
    const url = `https://leads.acme.example/v1/capture/${kind}`
    return { headers: vendorProof(kind, { body: Buffer.from(body), secret, at, url }) }
  }
}

for (const scheme of SCHEMES) {
  const { kind, body, isTimed } = scheme
  const prove = proverOf(scheme)
  describe(`a delivery of ${kind}`, () => {
    test('is authentic by the secret of now and by the one before, and answered 200 {}', async () => {
      for (const secret of [ofNow, before]) {
        await using gateway = await gatewayFor({ kind, ...SIGNED })

        const response = await deliver(gateway, scheme, prove(secret, body, NOW))

        assert.equal(response.status, 200)
        assert.equal(await response.text(), '{}')
        assert.equal(gateway.intake.kept[0]?.delivery.verdict, 'authentic')
      }
    })

    test('is refused and not kept when the proof is wrong, is missing, or is of other bytes', async () => {
      await using gateway = await gatewayFor({ kind, ...SIGNED })
      const right = prove(ofNow, body, NOW)
      const forged = [prove('guessed', body, NOW), prove('', body, NOW), { headers: {} }]
      const ofOther = kind === 'jotform' || kind === 'gravity-forms' || right.body !== undefined
      const changed = ofOther ? [] : [{ ...right, body: body.replace('example', 'sample') }]

      for (const signed of [...forged, ...changed]) {
        const response = await deliver(gateway, scheme, signed)
        assert.equal(response.status, 401)
      }
      assert.deepEqual([gateway.intake.kept, gateway.intake.notices], [[], []])
    })

    test('is never authentic while no secret is configured', async () => {
      for (const source of [{ kind }, { kind, secret: 'env:UNSET' }] as const) {
        await using gateway = await gatewayFor(source)
        for (const signed of [prove('', body, NOW), prove(ofNow, body, NOW)]) {
          assert.equal((await deliver(gateway, scheme, signed)).status, 401)
        }
        assert.deepEqual([gateway.intake.kept, gateway.intake.notices], [[], []])
      }
    })

    test('that is old is quarantined, if the proof has a time, and answered as usual', async () => {
      await using gateway = await gatewayFor({ kind, ...SIGNED })

      const response = await deliver(gateway, scheme, prove(ofNow, body, secondsAgo(3_600)))

      assert.equal(response.status, 200)
      const [kept] = gateway.intake.kept
      assert.equal(kept?.delivery.verdict, isTimed ? 'stale' : 'authentic')
      assert.deepEqual(kept?.lead.doubts, isTimed ? ['delivery-stale'] : undefined)
    })
  })
}

const UNSIGNED = [
  ...(['typeform', 'webflow', 'hubspot-workflow', 'jotform', 'gravity-forms'] as const),
  ...(['wpforms', 'elementor', 'contact-form-7', 'calendly', 'tiktok', 'chatbot'] as const),
]

describe('a source without a secret', () => {
  for (const kind of UNSIGNED) {
    test(`of kind ${kind} is proved by the token in its path alone`, async () => {
      const body = SCHEMES.find((one) => one.kind === kind)?.body ?? '{"email":"a@b.example"}'
      await using gateway = await gatewayFor({ kind, ...BY_TOKEN })
      const post = (path: string) => gateway.post(`/v1/capture/${kind}${path}`, body)

      const [right, old] = [await post('/token-of-now'), await post('/token-before')]
      const wrong = [await post(''), await post('/guessed'), await post('/')]

      assert.deepEqual([right.status, old.status], [200, 200])
      assert.deepEqual(
        wrong.map(({ status }) => status),
        [401, 401, 401],
      )
      const verdicts = new Set(gateway.intake.kept.map(({ delivery }) => delivery.verdict))
      assert.deepEqual([...verdicts], ['authentic'])
    })
  }
})

test('a key in a header is not kept with the delivery', async () => {
  await using gateway = await gatewayFor({ kind: 'gravity-forms', ...SIGNED })
  const headers = { 'content-type': 'application/json', 'x-api-key': ofNow }

  await gateway.post('/v1/capture/gravity-forms', example('gravity-forms.json'), headers)

  assert.ok(!JSON.stringify(gateway.intake.kept[0]?.delivery.headers).includes(ofNow))
})

test('a paused source is answered as usual, and its leads are kept', async () => {
  await using gateway = await gatewayFor({ kind: 'typeform', ...SIGNED, paused: true })
  const scheme = SCHEMES[0] as Scheme

  const response = await deliver(gateway, scheme, proverOf(scheme)(ofNow, scheme.body, NOW))

  assert.equal(response.status, 200)
  assert.equal(gateway.intake.kept.length, 1)
})

test('while the database is down a vendor is asked to come back', async () => {
  const { Unavailable } = await import('../src/domain/failure.ts')
  await using gateway = await gatewayFor({ kind: 'zoom', ...SIGNED })
  gateway.intake.fault = new Unavailable('database-down', 'down')
  const scheme = SCHEMES.find(({ kind }) => kind === 'zoom') as Scheme

  const response = await deliver(gateway, scheme, proverOf(scheme)(ofNow, scheme.body, NOW))

  assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '5'])
})
