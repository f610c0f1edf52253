import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

/** A Monday morning in Oslo. */
const MONDAY = new Date('2026-03-02T09:00:00Z')

const add = (api: RunningApi, id: string, body: unknown, token?: string) =>
  api.call('POST', `/v1/reps/${id}/time-off`, { body, ...(token && { token }) })

async function jonas(api: RunningApi): Promise<unknown> {
  const { body } = await api.call('GET', '/v1/reps')
  const { items } = body as { items: { id: string; availableNow: boolean; offUntil?: string }[] }
  const found = items.find(({ id }) => id === 'jonas')
  return [found?.availableNow, found?.offUntil]
}

test('time off counts at once, is listed, and is over when it is removed', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  const leadId = await stored.lead(api.db, { state: 'waiting', waitingFor: null })

  const { status, body } = await add(api, 'jonas', { from: '2026-03-02', to: '2026-03-03' })
  const off = await jonas(api)
  const listed = await api.call('GET', '/v1/time-off')
  const { id } = body as { id: string }
  const removed = await api.call('DELETE', `/v1/time-off/${id}`)
  const again = await api.call('DELETE', `/v1/time-off/${id}`)

  assert.equal(status, 201)
  assert.deepEqual(off, [false, '2026-03-03T23:00:00.000Z'])
  assert.partialDeepStrictEqual(listed.body, {
    items: [{ id, repId: 'jonas', from: '2026-03-02', timeZone: 'Europe/Oslo' }],
  })
  assert.deepEqual([removed.status, again.status], [204, 404])
  assert.deepEqual(await jonas(api), [true, undefined])
  assert.deepEqual(api.jobs, [{ queue: 'stage-route', subject: { leadId } }])
})

test('reps give time off to themselves only, and take back their own only', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  const token = await api.token('rep', 'jonas')
  const foreign = await add(api, 'grace', { from: '2026-03-02' })
  const { id } = foreign.body as { id: string }

  const own = await add(api, 'jonas', { from: '2026-03-02' }, token)
  const other = await add(api, 'grace', { from: '2026-03-02' }, token)
  const taken = await api.call('DELETE', `/v1/time-off/${id}`, { token })

  assert.deepEqual([own.status, other.status, taken.status], [201, 403, 404])
})

test('days that are none, and covers who are nobody or the rep, are refused', async () => {
  await using api = await runningApi()
  const wrong = [
    { from: '2026-02-30' },
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '2026-03-02', cover: 'nobody' },
    { from: '2026-03-02', cover: 'jonas' },
    { from: '2026-03-02', timeZone: 'Oslo' },
  ]

  const answers = await Promise.all(wrong.map((body) => add(api, 'jonas', body)))
  const unknown = await add(api, 'nobody', { from: '2026-03-02' })

  assert.deepEqual(
    answers.map(({ status }) => status),
    [422, 422, 422, 422, 422],
  )
  assert.equal(unknown.status, 404)
})
