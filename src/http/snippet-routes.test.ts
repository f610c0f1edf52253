import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { aGateway } from '../../test/support/a-gateway.ts'

const SOURCE = readFileSync(new URL('../../snippet/capture.js', import.meta.url))

test('the snippet is served as it is written, to any page, and is cached', async () => {
  await using gateway = await aGateway()

  const response = await fetch(`${gateway.url}/capture.js`)

  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  assert.match(response.headers.get('cache-control') ?? '', /public, max-age=\d+/)
  assert.equal(response.headers.get('content-encoding'), 'gzip')
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), SOURCE)
})

test('who has the current snippet is not sent it again, and who cannot unpack it gets it plain', async () => {
  await using gateway = await aGateway()
  const get = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/capture.js`, { headers: { 'accept-encoding': 'identity', ...headers } })

  const plain = await get({})
  const again = await get({ 'if-none-match': plain.headers.get('etag') ?? '' })
  const outdated = await get({ 'if-none-match': 'W/"other"' })
  const refusing = await get({ 'accept-encoding': 'gzip;q=0' })
  const head = await fetch(`${gateway.url}/capture.js`, { method: 'HEAD' })

  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
  assert.equal(outdated.status, 200)
  assert.equal(refusing.headers.get('content-encoding'), null)
  assert.equal(head.status, 200)
})

test('the snippet weighs less than five kilobytes on the wire, with its comments', () => {
  assert.ok(gzipSync(SOURCE).length < 5_000, `it weighs ${gzipSync(SOURCE).length} bytes`)
})

test('the snippet needs nothing else: it imports nothing and loads nothing', () => {
  assert.doesNotMatch(SOURCE.toString(), /\bimport\b|\brequire\(|createElement\('script'\)/)
})
