import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

const post = (api: RunningApi, path: string, token: string, body?: unknown) =>
  api.call('POST', path, { token, body })

test('a rep takes the lead they were offered; a second click is answered like the first', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas')
  const token = await api.token('rep', 'jonas')

  const first = await post(api, `/v1/leads/${leadId}/acknowledge`, token)
  const second = await post(api, `/v1/leads/${leadId}/acknowledge`, token)

  const { body } = await api.call('GET', `/v1/leads/${leadId}`)
  const { assignments, version } = body as { assignments: { status: string }[]; version: number }
  assert.deepEqual([first.status, second.status, version], [200, 200, 2])
  assert.deepEqual(first.body, second.body)
  assert.equal(assignments[0]?.status, 'acknowledged')
})

test('declining sends the lead on its way to the next rep', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas')

  const { body } = await post(api, `/v1/leads/${leadId}/decline`, await api.token('rep', 'jonas'))

  const { state, triedRepIds } = body as { state: string; triedRepIds: string[] }
  assert.deepEqual([state, triedRepIds], ['travelling', ['jonas']])
  assert.deepEqual(api.jobs, [{ queue: 'stage-route', subject: { leadId } }])
})

test('a lead that was accepted is not declined any more, whoever asks', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas')
  const token = await api.token('rep', 'jonas')
  await post(api, `/v1/leads/${leadId}/acknowledge`, token)

  const answers = [
    await post(api, `/v1/leads/${leadId}/decline`, token),
    await post(api, `/v1/leads/${leadId}/decline`, await api.token('manager')),
  ]
  const told = await stl({ url: api.url, token: api.adminToken }, 'lead', 'decline', leadId)

  for (const { status, body } of answers) {
    assert.deepEqual([status, (body as { code: string }).code], [409, 'already-accepted'])
  }
  assert.equal(told.exitCode, 1)
  assert.match(told.complaint, /is not declined any more/)
  const { body } = await api.call('GET', `/v1/leads/${leadId}`)
  const { state, repId } = body as { state: string; repId: string }
  assert.deepEqual([state, repId], ['assigned', 'jonas'])
})

test('first contact and outcome are recorded, and only known ones', async () => {
  await using api = await runningApi()
  const { leadId } = await stored.assignedLead(api.db, 'jonas')
  const token = await api.token('manager')

  const contact = await post(api, `/v1/leads/${leadId}/first-contact`, token, { how: 'call' })
  const outcome = await post(api, `/v1/leads/${leadId}/outcome`, token, { outcome: 'meeting' })
  const nonsense = await post(api, `/v1/leads/${leadId}/outcome`, token, { outcome: 'maybe' })

  assert.ok((contact.body as { firstContactAt: string }).firstContactAt)
  assert.equal((outcome.body as { outcome: string }).outcome, 'meeting')
  assert.equal(nonsense.status, 422)
})

test('a lead of another rep, an unassigned one and one there is not are told apart', async () => {
  await using api = await runningApi()
  const { leadId: other } = await stored.assignedLead(api.db, 'grace')
  const waiting = await stored.lead(api.db, { state: 'waiting', waitingFor: null })
  const none = '01900000-0000-7000-8000-000000000001'
  const token = await api.token('rep', 'jonas')

  const answers = await Promise.all(
    [other, waiting, none].map((id) => post(api, `/v1/leads/${id}/acknowledge`, token)),
  )

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 409, 404],
  )
})
