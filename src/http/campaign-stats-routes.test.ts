import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyNames } from '../../test/support/apply-names.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import type { RepId } from '../domain/ids.ts'
import type { Outcome } from '../domain/lead-event.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const NOW = new Date('2026-03-03T00:00:00Z')
const DAY_MS = 86_400_000

type Given = {
  readonly decided?: number
  readonly contacted?: number
  readonly outcome?: Outcome
  readonly rep?: string
  readonly source?: string
  readonly isTest?: boolean
  readonly daysBefore?: number
}

/** A lead of the day, whose times are given in milliseconds after it was received. */
async function lead(db: Db, form: object, given: Given = {}) {
  const receivedAt = new Date(NOON.getTime() - (given.daysBefore ?? 0) * DAY_MS)
  const after = (ms: number | undefined) =>
    ms === undefined ? null : new Date(receivedAt.getTime() + ms)
  const { source = 'web-form', rep, outcome = null, isTest = false } = given
  const row = {
    ...{ receivedAt, outcome, isTest, sourceKey: source },
    repId: rep === undefined ? null : (rep as RepId),
    decidedAt: after(given.decided),
    firstContactAt: after(given.contacted),
  }
  return stored.lead(db, row, { form })
}

type Group = Record<string, unknown> & {
  readonly key?: string
  readonly name?: string
  readonly leads: number
}
type Campaigns = {
  readonly total: Omit<Group, 'key'>
  readonly groups: readonly Group[]
  readonly groupCount: number
}

async function campaigns(api: RunningApi, query = ''): Promise<Campaigns> {
  const { status, body } = await api.call('GET', `/v1/stats/campaigns?${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as Campaigns
}

const sizes = ({ groups }: Campaigns) => groups.map(({ key, name, leads }) => [key, name, leads])

test('what came of a campaign is counted from its leads, without tests and other days', async () => {
  await using api = await runningApi()
  api.at(NOW)
  const form = { campaign: { id: '77', name: 'Spring' } }
  await lead(api.db, form, { decided: 100, contacted: 1_000, rep: 'r', outcome: 'won' })
  await lead(api.db, form, { decided: 300, rep: 'r', outcome: 'lost' })
  await lead(api.db, form)
  await lead(api.db, form, { decided: 9_000, isTest: true })
  await lead(api.db, form, { decided: 9_000, daysBefore: 31 })

  const { groups, total, groupCount } = await campaigns(api)

  const figures = {
    ...{ leads: 3, decided: 2, assigned: 2, contacted: 1 },
    decidedMs: { p50: 200, p95: 290 },
    firstContactMs: { p50: 1_000, p95: 1_000 },
    outcomes: { qualified: 0, meeting: 0, won: 1, lost: 1, spam: 0 },
  }
  assert.deepEqual(total, figures)
  assert.deepEqual(groups, [{ key: '77', name: 'Spring', ...figures }])
  assert.equal(groupCount, 1)
})

test('leads are counted by the id of what brought them, under its latest name', async () => {
  await using api = await runningApi()
  api.at(NOW)
  const spring = {
    campaign: { id: '77', name: 'Spring (old)' },
    adGroup: { id: '5', name: 'Nordics' },
  }
  await lead(api.db, spring, { daysBefore: 1 })
  await lead(api.db, { ...spring, campaign: { id: '77', name: 'Spring' }, ad: { name: 'Blue' } })
  await lead(api.db, { utm: { campaign: '77' }, formId: 'f1', formName: 'Ask us' })
  await lead(api.db, { utm: { campaign: 'autumn' } }, { source: 'webinar' })
  await lead(api.db, {}, { source: 'webinar' })
  const by = async (what: string) => sizes(await campaigns(api, `by=${what}`))

  assert.deepEqual(await by('campaign'), [
    ['77', 'Spring', 3],
    ['autumn', undefined, 1],
    [undefined, undefined, 1],
  ])
  assert.deepEqual(await by('ad-group'), [
    [undefined, undefined, 3],
    ['5', 'Nordics', 2],
  ])
  assert.deepEqual(await by('ad'), [
    [undefined, undefined, 4],
    ['Blue', 'Blue', 1],
  ])
  assert.deepEqual(await by('form'), [
    [undefined, undefined, 4],
    ['f1', 'Ask us', 1],
  ])
  assert.deepEqual(await by('source'), [
    ['web-form', undefined, 3],
    ['webinar', undefined, 2],
  ])
})

test('an id that no lead names has the name of the attribution document', async () => {
  await using api = await runningApi()
  api.at(NOW)
  await applyNames(api, [
    { platform: 'google-ads', kind: 'campaign', id: '77', name: 'Spring' },
    { platform: 'google-ads', kind: 'ad-group', id: '78', name: 'another kind' },
    { platform: 'meta', kind: 'campaign', id: '79', name: 'as it was called' },
  ])
  await lead(api.db, { campaign: { id: '77' } })
  await lead(api.db, { utm: { campaign: '77' } })
  await lead(api.db, { campaign: { id: '78' } })
  await lead(api.db, { campaign: { id: '79', name: 'as it is called' } })

  assert.deepEqual(sizes(await campaigns(api)), [
    ['77', 'Spring', 2],
    ['78', undefined, 1],
    ['79', 'as it is called', 1],
  ])
})

test('of many groups the largest are shown, the total is of all', async () => {
  await using api = await runningApi()
  api.at(NOW)
  for (const id of ['a', 'b', 'b', 'c']) await lead(api.db, { campaign: { id } })

  const answer = await campaigns(api, 'limit=2')

  assert.deepEqual(sizes(answer), [
    ['b', undefined, 2],
    ['a', undefined, 1],
  ])
  assert.equal(answer.groupCount, 3)
  assert.equal(answer.total.leads, 4)
})

test('without leads there are no figures, and no failure', async () => {
  await using api = await runningApi()

  const { total, groups, groupCount } = await campaigns(api)

  assert.equal(total.leads, 0)
  assert.deepEqual(total.outcomes, { qualified: 0, meeting: 0, won: 0, lost: 0, spam: 0 })
  assert.deepEqual([groups, groupCount], [[], 0])
})

test('what makes no sense, or would read too many leads, is refused with the field named', async () => {
  await using api = await runningApi()
  api.at(NOW)

  for (const query of ['by=colour', 'from=yesterday', 'limit=501', 'to=soon']) {
    const { status, body } = await api.call('GET', `/v1/stats/campaigns?${query}`)
    assert.equal(status, 400, query)
    assert.match(JSON.stringify(body), new RegExp(`"field":"${query.split('=')[0]}"`))
  }
  const { status, body } = await api.call('GET', '/v1/stats/campaigns?from=2025-03-01')
  assert.equal(status, 422)
  assert.match(JSON.stringify(body), /"field":"to","reason":"lies 367 days after/)
})

test('reps do not see what came of campaigns', async () => {
  await using api = await runningApi()

  const token = await api.token('rep', 'x')

  assert.equal((await api.call('GET', '/v1/stats/campaigns', { token })).status, 403)
})
