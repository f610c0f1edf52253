import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { ADMIN_TOKEN, aGateway, GOOGLE_KEY } from '../../test/support/a-gateway.ts'
import { Unavailable } from '../domain/failure.ts'

const FAILURE = 'https://people.example/ada?secret=1'

test('a route that declares neither roles nor public stops the start', async () => {
  const forgotten = aGateway({
    plugins: [async (app) => void app.get('/forgotten', async () => 'open')],
  })
  const nobody = aGateway({
    plugins: [async (app) => void app.get('/nobody', { config: { roles: [] } }, async () => '')],
  })

  await Promise.all([
    assert.rejects(forgotten, /GET \/forgotten declares neither roles nor public/),
    assert.rejects(nobody, /declares neither roles nor public/),
  ])
})

test('a route of a plugin lets in the roles it declares', async () => {
  await using gateway = await aGateway({
    plugins: [
      async (app) =>
        void app.get('/mine', { config: { roles: ['rep'] } }, async ({ caller }) => caller),
    ],
  })
  const get = (token: string) =>
    fetch(`${gateway.url}/mine`, { headers: { authorization: `Bearer ${token}` } })

  const rep = await get('rep-token')

  assert.deepEqual(await rep.json(), { id: 'r', name: 'Rep', role: 'rep', repId: 'ada' })
  assert.equal((await get('manager-token')).status, 403)
  assert.equal((await get(ADMIN_TOKEN)).status, 403)
  assert.equal((await get('')).status, 401)
})

test('a fault of ours says nothing to the public and no personal data to the log', async () => {
  await using gateway = await aGateway({
    plugins: [
      async (app) =>
        void app.get('/fault', { config: { public: true } }, async () => {
          throw new TypeError(FAILURE, { cause: new Error(FAILURE) })
        }),
    ],
  })

  const response = await fetch(`${gateway.url}/fault?email=ada@acme.example`)
  const body = await response.text()

  assert.equal(response.status, 500)
  assert.equal(JSON.parse(body).code, 'internal-error')
  assert.ok(!body.includes('ada') && !body.includes('.ts:'))
  const [logged] = gateway.logged
  assert.equal(logged?.route, 'GET /fault')
  assert.match(JSON.stringify(logged), /"name":"TypeError".*server\.test\.ts/)
  assert.ok(!JSON.stringify(logged).includes('ada'))
})

test('tokens that cannot be looked up now ask to come back', async () => {
  const down = new Unavailable('database-down', 'down', { notBefore: new Date(Date.now() + 9_500) })
  await using gateway = await aGateway({ access: { callerOf: () => Promise.reject(down) } })

  const response = await gateway.post('/v1/leads', '{}', {
    'content-type': 'application/json',
    authorization: 'Bearer some-token',
  })

  assert.equal(response.status, 503)
  assert.match(response.headers.get('retry-after') ?? '', /^(9|10)$/)
})

test('an unknown address, method or broken path is a problem reply', async () => {
  await using gateway = await aGateway()
  const codeOf = async (path: string, method = 'GET') => {
    const response = await fetch(gateway.url + path, { method })
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    const { code } = (await response.json()) as { code: string }
    return [response.status, code]
  }

  assert.deepEqual(await codeOf('/nowhere'), [404, 'route-unknown'])
  assert.deepEqual(await codeOf('/v1/leads', 'DELETE'), [404, 'route-unknown'])
  assert.deepEqual(await codeOf('/v1/capture/%E0%A4%A'), [400, 'request-malformed'])
})

test('bytes that are no HTTP are answered 400 and cut off', async () => {
  await using gateway = await aGateway()
  const { port } = new URL(gateway.url)
  const socket = connect(Number(port), '127.0.0.1')
  let received = ''
  socket.on('data', (data) => {
    received += data
  })

  socket.write('NOT HTTP AT ALL\r\n\r\n')
  await once(socket, 'close')

  assert.match(received, /^HTTP\/1\.1 400 .*application\/problem\+json.*request-malformed/s)
})

test('no reply tells what it was made with', async () => {
  await using gateway = await aGateway()

  const response = await fetch(`${gateway.url}/healthz`)

  assert.equal(response.headers.get('x-powered-by'), null)
  assert.equal(response.headers.get('server'), null)
})

test('the process is alive, and ready as long as nothing is missing', async () => {
  await using ready = await aGateway()
  await using missing = await aGateway({
    readiness: { check: async () => ({ ready: false, problems: ['Nobody hosts score'] }) },
  })

  assert.equal((await fetch(`${missing.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${ready.url}/readyz`)).status, 200)
  const response = await fetch(`${missing.url}/readyz`)
  assert.equal(response.status, 503)
  assert.deepEqual(await response.json(), { ready: false, problems: ['Nobody hosts score'] })
})

/** Objects and bytes that look a little like what we expect, so that they get past the door. */
const names = fc.oneof(
  fc.constantFrom('email', 'phone', 'google_key', 'lead_id', 'user_column_data', 'consent', 'utm'),
  fc.constantFrom('__proto__', 'constructor', 'page_url', 'redirect', 'name', 'value', 'answers'),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const leaves = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom(GOOGLE_KEY, 'a@b.example', '\ud800', '\0', 'http://a/?utm_source=%E0', ''),
  fc.double(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaves,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(names, tie('tree'), { maxKeys: 6 }),
  ),
}))
const googleLead = fc
  .dictionary(names, tree, { maxKeys: 6 })
  .map((lead) => ({ ...lead, google_key: GOOGLE_KEY }))
const bodies = fc.oneof(
  fc.oneof(tree, googleLead).map((value) => JSON.stringify(value) ?? ''),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.tuple(names, fc.string({ unit: 'binary' })))
    .map((pairs) =>
      pairs.map(([name, value]) => `${name.toWellFormed()}=${value.toWellFormed()}`).join('&'),
    ),
)
const contentTypes = fc.constantFrom(
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=X',
  'multipart/form-data; boundary=',
  'application/octet-stream',
)
const paths = fc.constantFrom(
  '/v1/capture/web-form',
  '/v1/capture/google-ads',
  '/v1/capture/shop',
  '/v1/leads',
)

test('nothing that is posted makes the server fail', async () => {
  await using gateway = await aGateway()
  const authorization = `Bearer ${ADMIN_TOKEN}`

  await fc.assert(
    fc.asyncProperty(paths, contentTypes, bodies, async (path, contentType, body) => {
      const headers = { 'content-type': contentType, authorization }
      const response = await gateway.post(path, body, headers)
      await response.arrayBuffer()
      assert.ok(
        response.status < 500,
        `${response.status}: ${JSON.stringify(gateway.logged.at(-1))}`,
      )
    }),
    { numRuns: 600 },
  )

  assert.ok(gateway.intake.kept.length > 20, 'some of it got through')
  assert.deepEqual(textsIn(gateway.intake.kept.map(({ lead }) => lead)).filter(refused), [])
})

/** What jsonb refuses. */
const refused = (text: string) => text.includes('\0') || !text.isWellFormed()

function textsIn(value: unknown): string[] {
  const texts: string[] = []
  JSON.stringify(value, (key, inner) => {
    texts.push(key, ...(typeof inner === 'string' ? [inner] : []))
    return inner
  })
  return texts
}
