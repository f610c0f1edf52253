import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'

const URL = 'http://127.0.0.1:9/hook'
const NOBODY = '01900000-0000-7000-8000-000000000001'

type Subscription = { readonly id: string; readonly secret?: string; readonly state: string }

async function created(api: RunningApi, body: object = {}) {
  const answer = await api.call('POST', '/v1/subscriptions', {
    body: { url: URL, events: ['lead.*'], ...body },
  })
  return answer.body as Subscription
}

const fieldsOf = (body: unknown) =>
  (body as { errors: { field: string }[] }).errors.map(({ field }) => field)

test('a secret is shown when it is made and never again', async () => {
  await using api = await runningApi()
  const { id, secret } = await created(api)

  const rotated = (await api.call('POST', `/v1/subscriptions/${id}/rotate-secret`)).body
  const read = await api.call('GET', `/v1/subscriptions/${id}`)
  const list = await api.call('GET', '/v1/subscriptions')

  assert.match(String(secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.notEqual((rotated as Subscription).secret, secret)
  for (const { body } of [read, list]) assert.doesNotMatch(JSON.stringify(body), /whsec_/)
})

const mistakes: Readonly<Record<string, [body: object, fields: string[]]>> = {
  'an address that is no URL': [{ url: 'crm.example' }, ['url']],
  'http to the outside': [{ url: 'http://crm.example/' }, ['url']],
  'an address where clouds keep credentials': [{ url: 'https://169.254.169.254/' }, ['url']],
  'a type that does not exist': [{ events: ['lead.assigend'] }, ['events.0']],
  'no type': [{ events: [] }, ['events']],
  'a field that does not exist': [{ colour: 'red' }, ['colour']],
  'too many days': [{ disableAfterDays: 31 }, ['disableAfterDays']],
}
for (const [name, [body, fields]] of Object.entries(mistakes)) {
  test(`${name} is refused by name, in a new subscription and in a change`, async () => {
    await using api = await runningApi()
    const { id } = await created(api)
    const whole = { url: URL, events: ['lead.*'], ...body }

    const made = await api.call('POST', '/v1/subscriptions', { body: whole })
    const changed = await api.call('PATCH', `/v1/subscriptions/${id}`, { body })

    assert.deepEqual([made.status, changed.status], [422, 422])
    assert.deepEqual([fieldsOf(made.body), fieldsOf(changed.body)], [fields, fields])
  })
}

test('what is given is changed, and nothing else', async () => {
  await using api = await runningApi()
  const { secret: _, ...before } = await created(api, { description: 'CRM', include: ['contact'] })
  const path = `/v1/subscriptions/${before.id}`

  const events = { events: ['lead.assigned'] }
  const changed = await api.call('PATCH', path, { body: events })
  const same = await api.call('PATCH', path, { body: {} })

  assert.deepEqual(changed.body, { ...before, ...events })
  assert.deepEqual(same.body, changed.body)
})

test('a subscription that is not there is unknown to every route', async () => {
  await using api = await runningApi()
  const path = `/v1/subscriptions/${NOBODY}`
  const again = { body: { failedSince: '2026-01-01T00:00:00Z' } }

  const answers = await Promise.all([
    api.call('GET', path),
    api.call('PATCH', path, { body: { description: 'x' } }),
    api.call('PATCH', path, { body: {} }),
    api.call('DELETE', path),
    api.call('GET', `${path}/deliveries`),
    api.call('POST', `${path}/redeliver`, again),
    ...['pause', 'resume', 'rotate-secret', 'test'].map((verb) =>
      api.call('POST', `${path}/${verb}`),
    ),
  ])

  for (const { status, body } of answers) {
    assert.deepEqual([status, (body as { code: string }).code], [404, 'subscription-unknown'])
  }
})

test('a hundred is the most, also when the last two come at once', async () => {
  await using api = await runningApi()
  for (let count = 0; count < 99; count += 1) await created(api)

  const body = { url: URL, events: ['lead.*'] }
  const answers = await Promise.all([
    api.call('POST', '/v1/subscriptions', { body }),
    api.call('POST', '/v1/subscriptions', { body }),
  ])

  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409])
})

test('to send again either events or a time is named', async () => {
  await using api = await runningApi()
  const { id } = await created(api)
  const redeliver = (body: object) =>
    api.call('POST', `/v1/subscriptions/${id}/redeliver`, { body })

  const neither = await redeliver({})
  const wrong = await redeliver({ eventIds: ['x'] })
  const unknown = await redeliver({ eventIds: [`${NOBODY}_1`] })

  assert.deepEqual([neither.status, wrong.status], [422, 422])
  assert.deepEqual(fieldsOf(wrong.body), ['eventIds.0'])
  assert.deepEqual(unknown.body, { redelivered: 0 })
})

test('the log is given page by page, and by state', async () => {
  await using api = await runningApi()
  const { id } = await created(api)
  const path = `/v1/subscriptions/${id}`
  for (let count = 0; count < 3; count += 1) await api.call('POST', `${path}/test`)

  type Page = { items: { eventId: string; state: string }[]; nextCursor: string | null }
  const first = (await api.call('GET', `${path}/deliveries?limit=2`)).body as Page
  const rest = (await api.call('GET', `${path}/deliveries?cursor=${first.nextCursor}`)).body as Page
  const failed = (await api.call('GET', `${path}/deliveries?state=failed`)).body as Page
  const wrong = await api.call('GET', `${path}/deliveries?cursor=x`)

  const ids = [...first.items, ...rest.items].map(({ eventId }) => eventId)
  assert.deepEqual([new Set(ids).size, rest.nextCursor, failed.items.length], [3, null, 0])
  assert.equal(wrong.status, 400)
})

test('the command line does all of it', async () => {
  await using api = await runningApi()
  const run = (...args: string[]) =>
    stl({ url: api.url, token: api.adminToken }, 'subscriptions', ...args)

  const made = await run('create', URL, '--events', 'lead.captured,lead.assigned')
  const [id = ''] = made.out.split(' ')
  const steps: readonly (readonly [args: string[], says: RegExp])[] = [
    [['list'], /active[\s\S]*events +lead.captured, lead.assigned/],
    [['change', id, '--include', 'contact', '--description', 'CRM'], /includes +contact/],
    [['change', id, '--include', 'none'], /for +CRM/],
    [['pause', id], /paused/],
    [['resume', id], /active/],
    [['rotate', id], /secret +whsec_/],
    [['test', id], /on its way/],
    [['deliveries', id], /subscription.test +pending +0 tried/],
    [['redeliver', id, '--failed-since', '2026-01-01'], /Redelivering: 0/],
    [['show', id], /accepted +nothing yet/],
    [['delete', id], /Deleted/],
    [['list'], /No subscriptions/],
  ]

  assert.match(made.out, /secret +whsec_/)
  for (const [args, says] of steps) {
    const { exitCode, out, complaint } = await run(...args)
    assert.equal(exitCode, 0, `${args}: ${complaint}`)
    assert.match(out, says)
  }
  const wrong = await run('create', 'http://crm.example/')
  assert.deepEqual([wrong.exitCode, /url: must begin with https/.test(wrong.complaint)], [1, true])
  assert.equal((await run('mend', id)).exitCode, 2)
})
