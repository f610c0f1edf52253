import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { PoolId, RepId } from '../domain/ids.ts'

/** A Monday morning in Oslo, and night in New York. */
const MONDAY = new Date('2026-03-02T09:00:00Z')

type Rep = { id: string; presence: string; availableNow: boolean; poolIds: string[] }

async function rep(api: RunningApi, id: string): Promise<Rep | undefined> {
  const { body } = await api.call('GET', '/v1/reps')
  return (body as { items: Rep[] }).items.find((one) => one.id === id)
}

const setPresence = (api: RunningApi, id: string, presence: string, token?: string) =>
  api.call('PUT', `/v1/reps/${id}/presence`, { body: { presence }, ...(token && { token }) })

test('reps show whether they are available now, by schedule and presence', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  await setPresence(api, 'tobias', 'away')
  await setPresence(api, 'grace', 'online')

  const shown = await Promise.all(['jonas', 'tobias', 'marcus', 'grace'].map((id) => rep(api, id)))

  assert.deepEqual(
    shown.map((one) => [one?.id, one?.presence, one?.availableNow]),
    [
      ['jonas', 'calendar', true],
      ['tobias', 'away', false],
      ['marcus', 'calendar', false],
      ['grace', 'online', true],
    ],
  )
  assert.ok(shown[0]?.poolIds.includes('emea'))
})

test('a rep who comes online wakes the waiting leads; saying it again does not', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  const leadId = await stored.lead(api.db, { state: 'waiting', waitingFor: null })

  const away = await setPresence(api, 'grace', 'away')
  const online = await setPresence(api, 'grace', 'online')
  const again = await setPresence(api, 'grace', 'online')

  const rows = await api.db.selectFrom('presenceChanges').selectAll().orderBy('sequence').execute()
  const resumed = [away, online, again].map(({ body }) => (body as { resumed: number }).resumed)
  assert.deepEqual(resumed, [0, 1, 0])
  assert.deepEqual(api.jobs, [{ queue: 'stage-route', subject: { leadId } }])
  assert.deepEqual(
    rows.map(({ sequence, presence, changedBy }) => [sequence, presence, changedBy]),
    [
      [1, 'away', 'admin'],
      [2, 'online', 'admin'],
    ],
  )
})

test('leads that were not woken with the change are woken when it is said again', async () => {
  await using api = await runningApi()
  api.at(MONDAY)
  await setPresence(api, 'grace', 'online')
  await stored.lead(api.db, { state: 'waiting', waitingFor: null })

  const again = await setPresence(api, 'grace', 'online')

  assert.equal((again.body as { resumed: number }).resumed, 1)
})

test('changes of one rep at the same moment are put in an order', async () => {
  await using api = await runningApi()
  const wishes = ['online', 'away', 'do-not-disturb', 'calendar', 'online', 'away']

  const answers = await Promise.all(wishes.map((one) => setPresence(api, 'jonas', one)))

  const rows = await api.db.selectFrom('presenceChanges').select('sequence').execute()
  assert.ok(answers.every(({ status }) => status === 200))
  assert.deepEqual(
    rows.map(({ sequence }) => sequence).sort(),
    rows.map((_, index) => index + 1),
  )
})

test('a rep may set only their own presence, and only of a rep there is', async () => {
  await using api = await runningApi()
  const token = await api.token('rep', 'jonas')

  const own = await setPresence(api, 'jonas', 'away', token)
  const other = await setPresence(api, 'grace', 'away', token)
  const nobody = await setPresence(api, 'nobody', 'away')
  const nonsense = await setPresence(api, 'jonas', 'asleep')
  const notTheirs = await setPresence(api, 'jonas', 'set-away')

  assert.deepEqual(
    [own, other, nobody, nonsense, notTheirs].map(({ status }) => status),
    [200, 403, 404, 422, 422],
  )
})

test('the ledger of a pool comes latest first, and an unknown pool is not found', async () => {
  await using api = await runningApi()
  for (const sequence of [1, 2, 3]) {
    const entry = { poolId: 'emea' as PoolId, repId: 'jonas' as RepId, sequence, seed: sequence }
    await stored.pick(api.db, await stored.lead(api.db), entry)
  }

  const first = await api.call('GET', '/v1/pools/emea/ledger?limit=2')
  const { items, nextCursor } = first.body as { items: { seed: number }[]; nextCursor: string }
  const second = await api.call('GET', `/v1/pools/emea/ledger?limit=2&cursor=${nextCursor}`)
  const unknown = await api.call('GET', '/v1/pools/nothing/ledger')

  const seeds = [
    ...items,
    ...(second.body as typeof first.body & { items: { seed: number }[] }).items,
  ]
  assert.deepEqual(
    seeds.map(({ seed }) => seed),
    [3, 2, 1],
  )
  assert.equal(unknown.status, 404)
})

test('teams come whole', async () => {
  await using api = await runningApi()

  const { body } = await api.call('GET', '/v1/teams')

  assert.equal((body as { total: number }).total, 2)
})
