import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { aGateway, aSource, GOOGLE_KEY } from '../../test/support/a-gateway.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { Unavailable } from '../domain/failure.ts'

const FORM = '/v1/capture/web-form'
const GOOGLE = '/v1/capture/google-ads'
const json = { 'content-type': 'application/json' }
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const MIB = 1_048_576

const googleLead = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    lead_id: 'lead-7',
    google_key: GOOGLE_KEY,
    api_version: '1.0',
    is_test: false,
    user_column_data: [{ column_id: 'EMAIL', string_value: 'kim@hansen.example' }],
    ...more,
  })

async function problemIn(response: Response) {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const body = (await response.json()) as Record<string, unknown>
  assert.equal(body.status, response.status)
  assert.equal(body.type, `/docs/failures#${body.code}`)
  assert.ok(!JSON.stringify(body).includes('    at '), 'no stack trace')
  return body
}

/** A form of exactly so many bytes. */
function formOf(bytes: number): string {
  const frame = JSON.stringify({ email: 'a@b.example', message: '' })
  return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
}

test('a form in JSON is kept as it came and answered with its lead', async () => {
  await using gateway = await aGateway()
  const body = '{ "email": "ada@acme.example",\n  "message": "Hello" }'

  const response = await gateway.post(FORM, body)

  assert.equal(response.status, 202)
  const [kept] = gateway.intake.kept
  assert.deepEqual(await response.json(), { leadId: kept?.lead.id, status: 'accepted' })
  assert.deepEqual(kept?.lead.form, { email: 'ada@acme.example', message: 'Hello' })
  assert.equal(Buffer.from(kept?.delivery.body ?? []).toString(), body)
  assert.equal(kept?.delivery.verdict, 'unverified')
  assert.deepEqual(kept?.delivery.receivedAt, gateway.now)
})

test('a form in any of the four content types gives the same lead', async () => {
  await using gateway = await aGateway()
  const multipart = new FormData()
  multipart.append('fields[email]', 'ada@acme.example')
  multipart.append('fields[Phone-Number]', '+1 650 555 0123')

  await gateway.post(FORM, '{"email":"ada@acme.example","phone":"+1 650 555 0123"}')
  await gateway.post(FORM, '{"E-Mail":"ada@acme.example","tel":"+1 650 555 0123"}', {
    'content-type': 'text/plain;charset=UTF-8',
  })
  await gateway.post(
    FORM,
    'fields%5Bemail%5D=ada%40acme.example&fields[phone]=%2B1+650+555+0123',
    urlencoded,
  )
  await gateway.post(FORM, multipart, {})

  const forms = gateway.intake.kept.map(({ lead }) => lead.form)
  assert.equal(forms.length, 4)
  for (const form of forms) {
    assert.deepEqual(form, { email: 'ada@acme.example', phone: '+1 650 555 0123' })
  }
})

test('of a file only the name becomes an answer', async () => {
  await using gateway = await aGateway()
  const multipart = new FormData()
  multipart.append('email', 'ada@acme.example')
  multipart.append('brief', new Blob(['bytes of the file']), 'brief.pdf')

  const response = await gateway.post(FORM, multipart, {})

  assert.equal(response.status, 202)
  const [kept] = gateway.intake.kept
  assert.deepEqual(kept?.lead.form.answers, [{ key: 'brief', value: 'brief.pdf' }])
  assert.ok(Buffer.from(kept?.delivery.body ?? []).includes('bytes of the file'))
})

test('a multipart body without or with a strange boundary gives a lead or a 400', async () => {
  await using gateway = await aGateway()
  const part = '--X\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.example\r\n'

  const short = await gateway.post(FORM, `${part}--X--\r\n`, {
    'content-type': 'multipart/form-data; boundary=X',
  })
  const missing = await gateway.post(FORM, part, { 'content-type': 'multipart/form-data' })
  const open = await gateway.post(FORM, part, {
    'content-type': 'multipart/form-data; boundary=X',
  })

  const crowded = await gateway.post(FORM, '--X\r\n'.repeat(2_001), {
    'content-type': 'multipart/form-data; boundary=X',
  })

  assert.equal(short.status, 202)
  assert.equal((await problemIn(crowded)).code, 'body-not-multipart')
  assert.equal((await problemIn(missing)).code, 'body-not-multipart')
  assert.equal((await problemIn(open)).code, 'body-not-multipart')
})

test('a browser form is sent on to a listed origin and thanked otherwise', async () => {
  await using gateway = await aGateway()
  const headers = { ...urlencoded, accept: 'text/html,application/xhtml+xml' }
  const postWith = (redirect: string) =>
    gateway.post(FORM, new URLSearchParams({ email: 'a@b.example', redirect }), headers)

  const listed = await postWith('https://www.acme.example/thanks?a=1')
  const foreign = await postWith('https://evil.example/')
  const script = await postWith('javascript:alert(1)')
  const tricky = await postWith('https://www.acme.example@evil.example/')

  assert.equal(listed.status, 303)
  assert.equal(listed.headers.get('location'), 'https://www.acme.example/thanks?a=1')
  for (const response of [foreign, script, tricky]) {
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(await response.text(), /Thank you/)
  }
  assert.equal(gateway.intake.kept[0]?.lead.form.answers, undefined)
})

test('who fills a form in faster than people can is put before one, and is not lost', async () => {
  const sources = [aSource({ minFillMs: 1_000 })]
  const configuration = exampleCompany({ sources: { sources } })
  await using gateway = await aGateway({
    configuration: { current: async () => configuration, apply: async () => configuration },
  })
  const post = (ms: number | undefined) =>
    gateway.post(FORM, JSON.stringify({ email: `${ms}@b.example`, time_to_fill_ms: ms }))

  const statuses = [await post(999), await post(1_000), await post(undefined)]

  assert.deepEqual(
    statuses.map(({ status }) => status),
    [202, 202, 202],
  )
  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.doubts),
    [['filled-too-fast'], undefined, undefined],
  )
})

test('a browser that asks first may post JSON, and from a listed origin only', async () => {
  await using gateway = await aGateway()
  const ask = (origin: string) =>
    fetch(`${gateway.url}/v1/capture/shop`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })

  const listed = await ask('https://shop.acme.example')
  const foreign = await ask('https://evil.example')

  assert.equal(listed.headers.get('access-control-allow-origin'), 'https://shop.acme.example')
  assert.match(listed.headers.get('access-control-allow-headers') ?? '', /content-type/i)
  assert.equal(foreign.status, 403)
  assert.equal(foreign.headers.get('access-control-allow-origin'), null)
})

test('what a script measured makes no second lead of one submission', async () => {
  await using gateway = await aGateway()
  const post = (more: object) =>
    gateway.post(FORM, JSON.stringify({ email: 'a@b.example', ...more }))

  await post({ submission_id: 'one', time_on_page_ms: 10 })
  await post({ submission_id: 'one', time_on_page_ms: 20 })
  await post({ submission_id: 'two', time_on_page_ms: 20 })
  await post({ message: 'A question' })
  await post({ message: 'A question' })
  await post({ message: 'Another question' })

  assert.equal(gateway.intake.kept.length, 4)
})

test('pages of listed origins may post, others may not, and any may where none is listed', async () => {
  await using gateway = await aGateway()
  const postFrom = (path: string, origin: string) =>
    gateway.post(path, '{"email":"a@b.example"}', { ...json, origin })

  const listed = await postFrom('/v1/capture/shop', 'https://shop.acme.example')
  const foreign = await postFrom('/v1/capture/shop', 'https://evil.example')
  const open = await postFrom(FORM, 'https://anywhere.example')
  const asked = await fetch(`${gateway.url}/v1/capture/shop`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.acme.example', 'access-control-request-method': 'POST' },
  })

  assert.equal(listed.status, 202)
  assert.equal(listed.headers.get('access-control-allow-origin'), 'https://shop.acme.example')
  assert.equal((await problemIn(foreign)).code, 'origin-not-allowed')
  assert.equal(foreign.status, 403)
  assert.equal(open.headers.get('access-control-allow-origin'), '*')
  assert.equal(asked.status, 204)
  assert.match(asked.headers.get('access-control-allow-headers') ?? '', /idempotency-key/i)
})

test('a form that comes again is answered like the first and makes nothing', async () => {
  await using gateway = await aGateway()
  const body = '{"email":"ada@acme.example"}'
  const withId = '{"email":"ada@acme.example","submission_id":"s-1","message":"again"}'

  const first = await (await gateway.post(FORM, body)).text()
  gateway.now = new Date(gateway.now.getTime() + 9 * 60_000)
  const again = await (await gateway.post(FORM, body)).text()
  gateway.now = new Date(gateway.now.getTime() + 11 * 60_000)
  const later = await (await gateway.post(FORM, body)).text()
  const named = await (await gateway.post(FORM, withId)).text()
  const renamed = await (await gateway.post(FORM, withId.replace('again', 'twice'))).text()

  assert.equal(again, first)
  assert.notEqual(later, first)
  assert.equal(renamed, named)
  assert.equal(gateway.intake.kept.length, 3)
})

test('a form with an Idempotency-Key is one lead however its body changes', async () => {
  await using gateway = await aGateway()
  const headers = { ...json, 'idempotency-key': 'click-1' }

  const first = await (await gateway.post(FORM, '{"email":"a@b.example"}', headers)).text()
  const again = await (await gateway.post(FORM, '{"email":"a@b.example","n":1}', headers)).text()

  assert.equal(again, first)
  assert.equal(gateway.intake.kept.length, 1)
})

test('a blank Idempotency-Key names nothing: two forms with one are two leads', async () => {
  await using gateway = await aGateway()
  const headers = { ...json, 'idempotency-key': ' \t' }

  await gateway.post(FORM, '{"email":"a@b.example"}', headers)
  await gateway.post(FORM, '{"email":"b@b.example"}', headers)

  assert.equal(gateway.intake.kept.length, 2)
})

test('the same multipart form with a new boundary comes again', async () => {
  await using gateway = await aGateway()
  const post = () => {
    const form = new FormData()
    form.append('email', 'ada@acme.example')
    return gateway.post(FORM, form, {})
  }

  assert.deepEqual(await (await post()).json(), await (await post()).json())
  assert.equal(gateway.intake.kept.length, 1)
})

test('Google is answered exactly 200 {}, the second time too', async () => {
  await using gateway = await aGateway()

  for (const _ of [1, 2]) {
    const response = await gateway.post(GOOGLE, googleLead())
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(await response.text(), '{}')
  }
  assert.equal(gateway.intake.kept.length, 1)
  assert.equal(gateway.intake.kept[0]?.delivery.verdict, 'authentic')
})

test('two tests of Google under one id are two leads', async () => {
  await using gateway = await aGateway()

  await gateway.post(GOOGLE, googleLead({ is_test: true }))
  gateway.now = new Date(gateway.now.getTime() + 1)
  await gateway.post(GOOGLE, googleLead({ is_test: true }))

  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.isTest),
    [true, true],
  )
})

test('a wrong, empty or missing Google key is not authentic, and nothing is kept', async () => {
  await using gateway = await aGateway()

  for (const google_key of ['wrong', '', undefined, null, [GOOGLE_KEY]]) {
    const response = await gateway.post(GOOGLE, googleLead({ google_key }))
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.deepEqual(Object.keys((await response.json()) as object), ['message'])
  }
  const unset = await gateway.post('/v1/capture/google-without-key', googleLead({ google_key: '' }))
  assert.equal(unset.status, 401)
  assert.equal(gateway.intake.kept.length, 0)
})

test('whatever is wrong with a delivery of Google, it is told so in a message', async () => {
  await using gateway = await aGateway()

  const answers = [
    await gateway.post(GOOGLE, '{"lead_id": '),
    await gateway.post(GOOGLE, '<a/>', { 'content-type': 'application/xml' }),
    await gateway.post(GOOGLE, formOf(MIB + 1)),
    await fetch(gateway.url + GOOGLE),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 413, 405],
  )
  for (const answer of answers) {
    assert.equal(answer.headers.get('content-type'), 'application/json')
    assert.deepEqual(Object.keys((await answer.json()) as object), ['message'])
  }
})

test('while the database is down, sources are asked to come back', async () => {
  await using gateway = await aGateway()
  gateway.intake.fault = new Unavailable('database-down', 'secret words for operators')

  const form = await gateway.post(FORM, '{"email":"a@b.example"}')
  const google = await gateway.post(GOOGLE, googleLead())

  assert.equal(form.status, 503)
  assert.equal(form.headers.get('retry-after'), '5')
  const body = await problemIn(form)
  assert.equal(body.code, 'database-down')
  assert.ok(!JSON.stringify(body).includes('secret words'))
  assert.equal(google.status, 503)
  assert.equal(google.headers.get('retry-after'), '5')
  assert.deepEqual(Object.keys((await google.json()) as object), ['message'])
})

test('1 MiB is taken, one byte more is too large', async () => {
  await using gateway = await aGateway()

  const largest = await gateway.post(FORM, formOf(MIB))
  const larger = await gateway.post(FORM, formOf(MIB + 1))

  assert.equal(largest.status, 202)
  assert.equal(gateway.intake.kept[0]?.delivery.body.byteLength, MIB)
  assert.equal(gateway.intake.kept[0]?.lead.form.message?.length, 10_000)
  assert.equal(larger.status, 413)
  assert.equal((await problemIn(larger)).code, 'body-too-large')
})

test('bodies that cannot be read are told what is wrong with them', async () => {
  await using gateway = await aGateway()
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const cases = [
    { body: '{"email": ', code: 'body-not-json' },
    { body: '', code: 'body-not-json' },
    { body: deep, code: 'body-too-deep' },
    { body: `{"a":${deep}}`, code: 'body-too-deep' },
    { body: '{"a":'.repeat(100_000), code: 'body-too-deep' },
    { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]), code: 'body-not-utf8' },
    { body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), code: 'body-not-utf8' },
    { body: '"text"', code: 'body-not-an-object' },
    { body: '[1]', code: 'body-not-an-object' },
    { body: 'null', code: 'body-not-an-object' },
  ]

  for (const { body, code } of cases) {
    const response = await gateway.post(FORM, body)
    assert.equal(response.status, 400, code)
    assert.equal((await problemIn(response)).code, code)
  }
  assert.equal(gateway.intake.kept.length, 0)
})

test('a form that is not UTF-8 is refused in every content type, a file of any bytes is not', async () => {
  await using gateway = await aGateway()
  const multipart = { 'content-type': 'multipart/form-data; boundary=X' }
  const part = (header: string, value: Buffer) =>
    Buffer.concat([
      Buffer.from(`--X\r\nContent-Disposition: form-data; ${header}\r\n\r\n`, 'latin1'),
      value,
      Buffer.from('\r\n'),
    ])
  const whole = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--X--\r\n')])
  const company = 'name="company"'
  const odd = Buffer.from([0x41, 0xff])

  const refused = [
    await gateway.post(FORM, Buffer.concat([Buffer.from('company='), odd]), urlencoded),
    await gateway.post(FORM, 'company=%E5se', urlencoded),
    await gateway.post(FORM, whole(part(company, odd)), multipart),
    await gateway.post(FORM, whole(part('name="\u00e5"', Buffer.from('A'))), multipart),
  ]
  const replacement = part(company, Buffer.from('\uFFFDcme'))
  const file = part('name="brief"; filename="brief.bin"', odd)
  const taken = [
    await gateway.post(FORM, 'company=%C3%A5se+100%', urlencoded),
    await gateway.post(FORM, whole(file, replacement), multipart),
  ]

  for (const response of refused) {
    assert.equal(response.status, 400)
    assert.equal((await problemIn(response)).code, 'body-not-utf8')
  }
  assert.deepEqual(
    taken.map(({ status }) => status),
    [202, 202],
  )
  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.company),
    ['\u00e5se 100%', '\uFFFDcme'],
  )
})

test('content types we do not read are refused by name', async () => {
  await using gateway = await aGateway()

  for (const type of ['application/xml', 'image/png', 'nonsense', 'application/json/x', ';']) {
    const response = await gateway.post(FORM, '<a/>', { 'content-type': type })
    assert.equal(response.status, 415, type)
    assert.equal((await problemIn(response)).code, 'content-type-unsupported')
  }
})

test('an unknown source is not found, whatever its name', async () => {
  await using gateway = await aGateway()

  for (const key of ['nobody', '__proto__', 'constructor', '%00', '%F0%9F%98%80', 'a'.repeat(90)]) {
    const response = await gateway.post(`/v1/capture/${key}`, '{}')
    assert.equal(response.status, 404, key)
    assert.equal((await problemIn(response)).code, 'source-unknown')
  }
})

test('HEAD finds a capture address, GET is told to post', async () => {
  await using gateway = await aGateway()

  const head = await fetch(gateway.url + FORM, { method: 'HEAD' })
  const get = await fetch(gateway.url + FORM)
  const unknown = await fetch(`${gateway.url}/v1/capture/nobody`, { method: 'HEAD' })

  assert.equal(head.status, 200)
  assert.equal(get.status, 405)
  assert.match(get.headers.get('allow') ?? '', /POST/)
  assert.equal((await problemIn(get)).code, 'method-not-allowed')
  assert.equal(unknown.status, 404)
})

test('emoji, right-to-left names and a phone of 60 digits pass as typed', async () => {
  await using gateway = await aGateway()
  const form = { firstName: '👩🏽‍💻', lastName: 'שרה בן־דוד', phone: '5'.repeat(60) }

  await gateway.post(FORM, JSON.stringify(form))

  assert.deepEqual(gateway.intake.kept[0]?.lead.form, form)
})

test('NUL and lone surrogates are replaced in the lead and kept in the delivery', async () => {
  await using gateway = await aGateway()
  const body = '{"email":"a@b.example","company":"A\\u0000B\\ud800C","x\\u0000":"\\udfff"}'

  const response = await gateway.post(FORM, body)

  assert.equal(response.status, 202)
  const [kept] = gateway.intake.kept
  assert.equal(kept?.lead.form.company, 'A\uFFFDB\uFFFDC')
  assert.deepEqual(kept?.lead.form.answers, [{ key: 'x\uFFFD', value: '\uFFFD' }])
  assert.equal(Buffer.from(kept?.delivery.body ?? []).toString(), body)
})

test('names of prototypes are names like others', async () => {
  await using gateway = await aGateway()

  const inJson = await gateway.post(
    FORM,
    '{"email":"a@b.example","__proto__":{"isTest":true},"constructor":{"prototype":{"x":1}}}',
  )
  const inForm = await gateway.post(FORM, '__proto__[x]=1&constructor.prototype.y=2', urlencoded)

  assert.equal(inJson.status, 202)
  assert.equal(inForm.status, 202)
  assert.equal(({} as Record<string, unknown>).x, undefined)
  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.answers),
    [
      [
        { key: '__proto__.isTest', value: 'true' },
        { key: 'constructor.prototype.x', value: '1' },
      ],
      [
        { key: '__proto__.x', value: '1' },
        { key: 'constructor.prototype.y', value: '2' },
      ],
    ],
  )
})

test('credentials in headers are not kept', async () => {
  await using gateway = await aGateway()

  await gateway.post(FORM, '{"email":"a@b.example"}', {
    ...json,
    authorization: 'Bearer x',
    cookie: 'session=1',
    'x-campaign': 'spring',
  })

  const headers = gateway.intake.kept[0]?.delivery.headers ?? {}
  assert.equal(headers['x-campaign'], 'spring')
  assert.equal(headers.authorization, undefined)
  assert.equal(headers.cookie, undefined)
})

const samples = new URL('../../../shared/samples/inbound/', import.meta.url)

test('recorded deliveries of Google are taken', {
  skip: existsSync(samples) ? false : 'the recorded deliveries are not on this machine',
}, async () => {
  await using gateway = await aGateway()

  for (const name of ['google-ads-1.json', 'google-ads-4.json', 'google-ads-lead.json']) {
    const lead = JSON.parse(readFileSync(new URL(name, samples), 'utf8'))
    const response = await gateway.post(GOOGLE, JSON.stringify({ ...lead, google_key: GOOGLE_KEY }))
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '{}')
  }
  assert.deepEqual(
    gateway.intake.kept.map(({ lead }) => lead.form.isTest),
    [true, true, false],
  )
})
