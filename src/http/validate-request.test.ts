import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runningApi } from '../../test/support/running-api.ts'

type Problems = { readonly errors?: readonly { field: string; reason: string }[] }

test('what is wrong with a body or a query is told by field, with what may stand there or was meant', async () => {
  await using api = await runningApi()
  const lead = (about: object) =>
    api.call('POST', '/v1/leads', { body: { email: 'a@b.example', ...about } })
  const subscription = { url: 'https://a.example', events: ['lead.*'] }
  const subscribe = (about: object) =>
    api.call('POST', '/v1/subscriptions', { body: { ...subscription, ...about } })
  const outcome = (body: unknown) => api.call('POST', `/v1/leads/${NOBODY}/outcome`, { body })

  const answers = [
    await lead({ phne: '1' }),
    await lead({ answers: [{ key: 'a', valeu: 'x' }] }),
    await subscribe({ include: ['contcat'] }),
    await subscribe({ events: ['LeadAssigned'] }),
    await outcome({ outcome: 'x'.repeat(100_000) }),
    await outcome({}),
    await outcome({ outcome: { is: 'won' } }),
    await api.call('GET', '/v1/leads?state=waitin'),
    await api.call('GET', '/v1/leads?limit=many'),
  ]

  const told = answers.map(({ status, body }) => [
    status,
    ...((body as Problems).errors ?? []).map(({ field, reason }) => `${field}: ${reason}`),
  ])
  assert.deepEqual(told, [
    [422, 'phne: `phne` is not known here; did you mean `phone`?'],
    [
      422,
      'answers.0.value: `value` is missing',
      'answers.0.valeu: `valeu` is not known here; did you mean `value`?',
    ],
    [422, 'include.0: `contcat` is not known here; did you mean `contact`?'],
    [422, 'events.0: `LeadAssigned` is not known here; did you mean `lead.assigned`?'],
    [422, `outcome: \`${'x'.repeat(59)}…\` is not known here; there are ${OUTCOMES}`],
    [422, 'outcome: `outcome` is missing'],
    [422, 'outcome: must be one of qualified, meeting, won, lost, spam'],
    [400, 'state: `waitin` is not known here; did you mean `waiting`?'],
    [400, 'limit: is no number'],
  ])
})

const OUTCOMES = '`qualified`, `meeting`, `won`, `lost`, `spam`'
const NOBODY = '019a0000-0000-7000-8000-000000000000'
