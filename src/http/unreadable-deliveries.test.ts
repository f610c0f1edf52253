import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { BY_TOKEN, gatewayFor, SECRETS, SIGNED } from '../../test/support/gateway-for.ts'
import { vendorProof } from '../../test/support/vendor-proof.ts'
import type { Source } from '../domain/documents/sources.ts'

const NOW = new Date('2026-03-02T14:30:00Z')
const JSON_TYPE = 'application/json'
const TRUNCATED = '{"email":"ada@acme.example'

/** Bodies that nobody can read, by why. */
const UNREADABLE: readonly (readonly [why: string, body: Buffer, contentType: string])[] = [
  ['body-not-json', Buffer.from(TRUNCATED), JSON_TYPE],
  ['body-not-utf8', Buffer.from('{"name":"\u00c5se"}', 'latin1'), JSON_TYPE],
  ['body-not-utf8', gzipSync('{"email":"ada@acme.example"}'), JSON_TYPE],
  ['body-too-deep', Buffer.from('['.repeat(10_000)), JSON_TYPE],
  ['body-not-multipart', Buffer.from('--X\r\n'), 'multipart/form-data; boundary=X'],
  ['content-type-unsupported', Buffer.from('{"email":"ada@acme.example"}'), 'application/xml'],
  ['content-type-unsupported', Buffer.from('{"email":"ada@acme.example"}'), 'nonsense'],
]

const url = (kind: Source['kind']) => `https://leads.acme.example/v1/capture/${kind}`
const proof = (kind: Source['kind'], body: Buffer, secret: string = SECRETS['env:SECRET']) =>
  vendorProof(kind, { body, secret, at: NOW, url: url(kind) })

test('what a vendor has signed and nobody can read is kept as it came, for a person to look at', async () => {
  for (const [why, body, contentType] of UNREADABLE) {
    await using gateway = await gatewayFor({ kind: 'typeform', ...SIGNED })

    const headers = { ...proof('typeform', body), 'content-type': contentType }
    const response = await gateway.post('/v1/capture/typeform', new Uint8Array(body), headers)

    assert.deepEqual([response.status, await response.text()], [200, '{}'], why)
    const [kept] = gateway.intake.kept
    assert.deepEqual(kept?.lead.doubts, ['delivery-unreadable', why])
    assert.deepEqual(Buffer.from(kept?.delivery.body ?? []), body)
    assert.equal(kept?.delivery.contentType, contentType)
    assert.equal(kept?.delivery.headers['content-type'], contentType)
  }
})

test('a person is shown what is text of it, in whatever encoding, and nothing of what is none', async () => {
  await using gateway = await gatewayFor({ kind: 'typeform', ...SIGNED })
  const bodies = [
    Buffer.from(TRUNCATED),
    Buffer.from('{"name":"\u00c5se"}', 'latin1'),
    gzipSync(TRUNCATED),
    Buffer.from(`{${'x'.repeat(20_000)}`),
  ]

  for (const body of bodies) {
    const headers = { ...proof('typeform', body), 'content-type': JSON_TYPE }
    await gateway.post('/v1/capture/typeform', new Uint8Array(body), headers)
  }

  const messages = gateway.intake.kept.map(({ lead }) => lead.form.message)
  const cut = `{${'x'.repeat(9_999)}`
  assert.deepEqual(messages, [TRUNCATED, '{"name":"\u00c5se"}', undefined, cut])
})

test('a token in the address vouches for it as well, and a resend makes no second lead', async () => {
  await using gateway = await gatewayFor({ kind: 'form', ...BY_TOKEN })
  const post = () => gateway.post('/v1/capture/form/token-of-now', '["a list"]')

  const [first, again] = [await post(), await post()]

  assert.deepEqual([first.status, again.status], [202, 202])
  assert.equal(await first.text(), await again.text())
  assert.equal(gateway.intake.kept.length, 1)
  assert.deepEqual(gateway.intake.kept[0]?.lead.doubts, [
    'delivery-unreadable',
    'body-not-an-object',
  ])
})

test('signatures that are old say so besides', async () => {
  await using gateway = await gatewayFor({ kind: 'zoom', ...SIGNED })
  const at = new Date(NOW.getTime() - 3_600_000)
  const body = Buffer.from(TRUNCATED)
  const secret = SECRETS['env:SECRET']
  const headers = vendorProof('zoom', { body, secret, at, url: url('zoom') })

  await gateway.post('/v1/capture/zoom', TRUNCATED, { ...headers, 'content-type': JSON_TYPE })

  const doubts = ['delivery-stale', 'delivery-unreadable', 'body-not-json']
  assert.deepEqual(gateway.intake.kept[0]?.lead.doubts, doubts)
})

test('an empty body is answered and kept, and makes no lead', async () => {
  await using gateway = await gatewayFor({ kind: 'wpforms', ...BY_TOKEN })

  const response = await gateway.post('/v1/capture/wpforms/token-of-now', '')

  assert.equal(response.status, 200)
  assert.deepEqual([gateway.intake.kept.length, gateway.intake.notices.length], [0, 1])
})

test('what nobody vouches for is refused: as forged where a proof is due, else with what is wrong', async () => {
  await using gateway = await gatewayFor(
    { kind: 'typeform', ...SIGNED },
    { kind: 'google-ads', ...SIGNED },
    { kind: 'form' },
  )

  for (const [why, body, contentType] of UNREADABLE) {
    const headers = { ...proof('typeform', body, 'guessed'), 'content-type': contentType }
    const [forged, withoutKey, byAnybody] = [
      await gateway.post('/v1/capture/typeform', new Uint8Array(body), headers),
      await gateway.post('/v1/capture/google-ads', new Uint8Array(body), headers),
      await gateway.post('/v1/capture/form', new Uint8Array(body), headers),
    ]
    assert.deepEqual([forged.status, withoutKey.status], [401, 401], why)
    assert.ok([400, 415].includes(byAnybody.status), why)
    assert.equal(((await byAnybody.json()) as { code: string }).code, why)
  }
  assert.deepEqual([gateway.intake.kept, gateway.intake.notices], [[], []])
})
