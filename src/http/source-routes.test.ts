import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { postgresNameRegister } from '../adapters/postgres/name-register.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'

type Listed = {
  key: string
  leadsLastDay: number
  unread: number
  notices: { code: string; count: number }[]
  alarm?: { code: string; waiting: string }
}

async function listed(api: RunningApi, key: string): Promise<Listed | undefined> {
  const { body } = await api.call('GET', '/v1/sources')
  return (body as { items: Listed[] }).items.find((one) => one.key === key)
}

const post = (api: RunningApi, email: string) =>
  api.call('POST', '/v1/capture/web-form', { token: null, body: { email } })

test('sources show how many leads came within a day', async () => {
  await using api = await runningApi()
  api.at(new Date('2026-03-01T08:00:00Z'))
  await post(api, 'long-ago@acme.example')
  api.at(new Date('2026-03-02T09:00:00Z'))
  await post(api, 'ada@acme.example')
  await post(api, 'kim@acme.example')

  assert.partialDeepStrictEqual(await listed(api, 'web-form'), { leadsLastDay: 2, unread: 0 })
  assert.partialDeepStrictEqual(await listed(api, 'webinar'), { leadsLastDay: 0 })
})

test('what a person has to mend stands with its source, in the API and on the command line', async () => {
  await using api = await runningApi()
  const since = new Date('2026-03-02T09:00:00Z')
  const code = 'source-token-expired'
  await postgresSourceAlarms(api.db).raise({ sourceKey: 'web-form', code, since })

  const { out, exitCode } = await stl({ url: api.url, token: api.adminToken }, 'sources', 'list')

  assert.equal((await listed(api, 'web-form'))?.alarm?.code, code)
  assert.equal(exitCode, 0)
  assert.match(out, /^web-form +form +0 +- +source-token-expired since 2026-03-02T09:00$/m)
})

test('why deliveries of the last week made no lead is counted by its code, in API and command line', async () => {
  await using api = await runningApi()
  const sources = [
    { key: 'bookings', name: 'Bookings', kind: 'calendly', pathToken: 'demo:in-the-path' },
  ]
  const files = [{ path: 'sources.yaml', text: JSON.stringify({ sources }) }]
  const applied = await api.call('POST', '/v1/config/apply', { body: { files } })
  assert.equal(applied.status, 200, JSON.stringify(applied.body))
  const send = async (at: string, event: string) => {
    api.at(new Date(at))
    const payload = { email: 'ada@acme.example', name: 'Ada', uri: `https://x.example/${at}` }
    const path = '/v1/capture/bookings/in-the-path'
    const { status } = await api.call('POST', path, { token: null, body: { event, payload } })
    assert.equal(status, 200)
  }

  await send('2026-03-01T08:00:00Z', 'routing_form_submission.created')
  await send('2026-03-03T08:00:00Z', 'invitee.canceled')
  await send('2026-03-04T08:00:00Z', 'invitee.canceled')
  await send('2026-03-05T08:00:00Z', 'made.up')
  await send('2026-03-08T09:00:00Z', 'invitee.created')

  const notices = (await listed(api, 'bookings'))?.notices
  assert.deepEqual(notices, [
    { code: 'booking-canceled', count: 2 },
    { code: 'event-not-a-lead', count: 1 },
  ])
  const { out } = await stl({ url: api.url, token: api.adminToken }, 'sources', 'list')
  assert.match(out, /^bookings .*2x booking-canceled, 1x event-not-a-lead$/m)
})

test('of a batch every part that made no lead is counted, and none when it comes again', async () => {
  await using api = await runningApi()
  const hubspot = {
    ...{ key: 'crm', name: 'CRM', kind: 'hubspot', secret: 'demo:secret' },
    ...{ signatureVersions: ['v1'], api: { token: 'demo:token' } },
  }
  const text = JSON.stringify({ sources: [hubspot] })
  await api.call('POST', '/v1/config/apply', { body: { files: [{ path: 'sources.yaml', text }] } })
  const events = [
    { subscriptionType: 'contact.creation', objectId: 1 },
    { subscriptionType: 'contact.deletion', objectId: 2 },
    { subscriptionType: 'contact.deletion', objectId: 3 },
    { subscriptionType: 'contact.creation' },
  ]
  const body = JSON.stringify(events)
  const signature = createHash('sha256').update(`secret${body}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-hubspot-signature': signature,
    'x-hubspot-signature-version': 'v1',
  }

  for (const _ of ['first', 'again']) {
    const { status } = await fetch(`${api.url}/v1/capture/crm`, { method: 'POST', headers, body })
    assert.equal(status, 200)
  }

  assert.deepEqual((await listed(api, 'crm'))?.notices, [
    { code: 'event-not-wanted', count: 2 },
    { code: 'lead-without-id', count: 1 },
  ])
})

test('a source that lacks only the names of its campaigns says so', async () => {
  await using api = await runningApi()
  const now = new Date('2026-03-02T09:00:00Z')
  const register = postgresNameRegister(api.db)
  const lookUp = await register.claim(['web-form'], { holder: 'a', at: now, forMs: 60_000 })
  assert.ok(lookUp)
  await register.leave(lookUp, { at: now, dueAt: now, alarm: 'source-permission-missing' })

  const { out } = await stl({ url: api.url, token: api.adminToken }, 'sources', 'list')

  assert.partialDeepStrictEqual(await listed(api, 'web-form'), { alarm: { waiting: 'names' } })
  assert.match(out, /source-permission-missing \(names alone\) since 2026-03-02T09:00$/m)
})

test('a rep does not see the sources', async () => {
  await using api = await runningApi()
  const token = await api.token('rep', 'jonas')

  assert.equal((await api.call('GET', '/v1/sources', { token })).status, 403)
})
