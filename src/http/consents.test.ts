import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { LeadId } from '../domain/ids.ts'

const BEHIND_PROXY = { trustedProxies: ['127.0.0.1'] }
const ADDRESS = '198.51.100.7'
const FORM = {
  email: 'kari@fjordtech.example',
  submission_id: 'a6d2b1f0',
  submitted_at: '2026-03-02T14:29:58Z',
  consent_news: 'on',
  'consent.news.text': 'Send me news',
  consent_news_version: '2026-01',
}

/** Posts as a browser behind a proxy does, and answers the id of the lead. */
async function post(api: RunningApi, body: object, path = '/v1/capture/web-form', ip = ADDRESS) {
  const response = await fetch(api.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': ip },
    body: JSON.stringify(body),
  })
  assert.ok(response.ok, `answered ${response.status}`)
  return ((await response.json()) as { leadId: LeadId }).leadId
}

const kept = ({ db }: RunningApi) =>
  db
    .selectFrom('consents')
    .select(['key', 'text', 'version', 'granted', 'at', 'address'])
    .orderBy('at')
    .execute()

/** Puts these sources in the place of those of the example company. */
async function applySources(api: RunningApi, sources: readonly object[]) {
  const text = JSON.stringify({ sources })
  const files = [{ path: 'sources.yaml', text }]
  const { status, body } = await api.call('POST', '/v1/config/apply', { body: { files } })
  assert.equal(status, 200, JSON.stringify(body))
}

test('a consent is kept with its words, their version, its time and the address of the browser', async () => {
  await using api = await runningApi(BEHIND_PROXY)
  api.at(new Date('2026-03-02T14:30:00Z'))

  await post(api, FORM)

  assert.deepEqual(await kept(api), [
    {
      key: 'news',
      text: 'Send me news',
      version: '2026-01',
      granted: true,
      at: new Date('2026-03-02T14:29:58Z'),
      address: ADDRESS,
    },
  ])
})

test('a form that comes again says nothing new, also when it is read otherwise by then', async () => {
  await using api = await runningApi(BEHIND_PROXY)
  const { submitted_at: _, ...untimed } = FORM
  const source = { key: 'web-form', name: 'Web form', kind: 'form' }
  await applySources(api, [source])
  api.at(new Date('2026-03-02T14:30:00Z'))
  const leadId = await post(api, untimed)
  const before = await kept(api)

  api.at(new Date('2026-03-02T15:30:00Z'))
  const again = await post(api, untimed, undefined, '203.0.113.9')
  await applySources(api, [{ ...source, fieldMap: { 'consent.letters': ['consent_news'] } }])
  const later = await post(api, untimed)

  assert.deepEqual([again, later], [leadId, leadId])
  assert.deepEqual(await kept(api), before)
  assert.equal(before.length, 1)
})

test('a chat that repeats what was agreed to has one record of it, and one of taking it back', async () => {
  await using api = await runningApi()
  const source = { key: 'bot', name: 'Bot', kind: 'chatbot', pathToken: 'demo:in-the-path' }
  await applySources(api, [source])
  const part = (minute: number, agreed: boolean) => {
    api.at(new Date(Date.UTC(2026, 2, 2, 14, minute)))
    const visitor = { email: 'kari@fjordtech.example' }
    const messages = [{ id: `m${minute}`, role: 'visitor', text: 'Hello' }]
    const body = { conversation_id: 'c1', visitor, messages, consent: { news: agreed } }
    return api.call('POST', '/v1/capture/bot/in-the-path', { token: null, body })
  }

  for (const [minute, agreed] of [
    [30, true],
    [31, true],
    [32, false],
    [33, false],
  ] as const) {
    assert.equal((await part(minute, agreed)).status, 200)
  }

  assert.deepEqual(
    (await kept(api)).map(({ granted, at, address }) => [granted, at.getUTCMinutes(), address]),
    [
      [true, 30, null],
      [false, 32, null],
    ],
  )
})

test('a consent that a vendor delivers has no address: it would be that of a server of theirs', async () => {
  await using api = await runningApi(BEHIND_PROXY)
  const source = { key: 'cf7', name: 'CF7', kind: 'contact-form-7', pathToken: 'demo:in-the-path' }
  await applySources(api, [source])

  const body = { 'your-email': 'kari@fjordtech.example', 'acceptance-1': '1' }
  const response = await fetch(`${api.url}/v1/capture/cf7/in-the-path`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': ADDRESS },
    body: JSON.stringify(body),
  })

  assert.equal(response.status, 200)
  assert.deepEqual(
    (await kept(api)).map(({ granted, address }) => [granted, address]),
    [[true, null]],
  )
})

test('a lead handed in over the API may say when and from where, but not in the future', async () => {
  await using api = await runningApi()
  api.at(new Date('2026-03-02T14:30:00Z'))
  const consent = [
    { key: 'news', granted: true, at: '2026-03-01T09:00:00Z', address: ADDRESS, version: '1' },
    { key: 'calls', granted: true, at: '2027-03-01T09:00:00Z' },
  ]

  const body = { email: 'kari@fjordtech.example', consent }
  assert.equal((await api.call('POST', '/v1/leads', { body })).status, 202)

  assert.deepEqual(
    (await kept(api)).map(({ key, at, address }) => [key, at.toISOString(), address]),
    [
      ['news', '2026-03-01T09:00:00.000Z', ADDRESS],
      ['calls', '2026-03-02T14:30:00.000Z', null],
    ],
  )
})

test('a contact comes with what they agreed to, latest first; where from is shown to managers only', async () => {
  await using api = await runningApi(BEHIND_PROXY)
  const repId = 'jonas' as never
  const contactId = await stored.contact(api.db, { ownerRepId: repId })
  api.at(new Date('2026-03-02T14:30:00Z'))
  const first = await post(api, FORM)
  api.at(new Date('2026-03-02T15:30:00Z'))
  const { consent_news: _, ...unticked } = FORM
  const second = await post(api, {
    ...unticked,
    submission_id: 'second',
    submitted_at: '2026-03-02T15:29:58Z',
  })
  await api.db.updateTable('leads').set({ contactId, repId }).execute()
  const rep = { token: await api.token('rep', 'jonas') }
  const manager = { token: await api.token('manager') }

  const consentsOf = async (caller: { token: string }) => {
    const { body } = await api.call('GET', `/v1/contacts/${contactId}`, caller)
    return (body as { consents: readonly object[] }).consents
  }
  const ofLead = async (caller: { token: string }) => {
    const { body } = await api.call('GET', `/v1/leads/${first}`, caller)
    return (body as { parts: { form: { consent: readonly object[] } } }).parts.form.consent
  }

  const words = { key: 'news', text: 'Send me news', version: '2026-01' }
  const expected = [
    { ...words, leadId: second, granted: false, at: '2026-03-02T15:29:58.000Z' },
    { ...words, leadId: first, granted: true, at: '2026-03-02T14:29:58.000Z' },
  ]
  assert.deepEqual(await consentsOf(rep), expected)
  assert.deepEqual(
    await consentsOf(manager),
    expected.map((one) => ({ ...one, address: ADDRESS })),
  )
  assert.equal(JSON.stringify(await ofLead(rep)).includes(ADDRESS), false)
  assert.equal(JSON.stringify(await ofLead(manager)).includes(ADDRESS), true)
})

test('an erased person leaves neither what they agreed to nor their address', async () => {
  await using api = await runningApi(BEHIND_PROXY)
  api.at(new Date('2026-03-02T14:30:00Z'))
  const leadId = await post(api, FORM)
  const contactId = await stored.contact(api.db)
  await api.db.updateTable('leads').set({ contactId }).where('id', '=', leadId).execute()
  const who = { contactId }

  const { body: file } = await api.call('POST', '/v1/privacy/export', { body: who })
  const { status } = await api.call('POST', '/v1/privacy/erase', { body: who })

  const { places } = file as { places: { consents: readonly { address: string }[] } }
  assert.deepEqual(
    places.consents.map(({ address }) => address),
    [ADDRESS],
  )
  assert.equal(status, 200)
  assert.deepEqual(await kept(api), [])
  const forms = await api.db.selectFrom('leadParts').selectAll().execute()
  assert.equal(JSON.stringify(forms).includes(ADDRESS), false)
})
