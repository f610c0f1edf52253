import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import type { Db } from '../adapters/postgres/connect.ts'
import type { RepId } from '../domain/ids.ts'
import type { Outcome, Tier } from '../domain/lead-event.ts'

const DAY = new Date('2026-03-02T00:00:00Z')
const NOW = new Date('2026-03-03T00:00:00Z')
const MINUTE = 60_000

type Given = {
  readonly decided?: number
  readonly acknowledged?: number
  readonly contacted?: number
  readonly outcome?: Outcome
  readonly source?: string
  readonly rep?: string
  readonly tier?: Tier
  readonly hour?: number
  readonly isTest?: boolean
  readonly form?: object
}

/** A lead of the day, whose times are given in milliseconds after it was received. */
async function lead(db: Db, given: Given = {}) {
  const receivedAt = new Date(DAY.getTime() + (given.hour ?? 12) * 60 * MINUTE)
  const after = (ms: number | undefined) =>
    ms === undefined ? null : new Date(receivedAt.getTime() + ms)
  const { source = 'web-form', rep, tier = null, outcome = null, isTest = false } = given
  return stored.lead(
    db,
    {
      ...{ receivedAt, tier, outcome, isTest, sourceKey: source },
      repId: rep === undefined ? null : (rep as RepId),
      state: given.decided === undefined ? 'travelling' : 'assigned',
      decidedAt: after(given.decided),
      acknowledgedAt: after(given.acknowledged),
      firstContactAt: after(given.contacted),
    },
    { form: given.form ?? {} },
  )
}

type Figures = {
  readonly leads: number
  readonly decidedMs?: object
  readonly acknowledgedMs?: object
  readonly decidedInTime?: number
}
type Speed = {
  readonly total: Figures
  readonly groups: readonly (Figures & { readonly key?: string })[]
  readonly conversion: readonly Record<string, unknown>[]
}

async function speed(api: RunningApi, query = ''): Promise<Speed> {
  const { status, body } = await api.call('GET', `/v1/stats/speed?${query}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as Speed
}

const sizes = ({ groups }: Speed) => groups.map(({ key, leads }) => [key, leads])

test('percentiles are those of the leads received in the time', async () => {
  await using api = await runningApi()
  api.at(NOW)
  for (let decided = 1; decided <= 101; decided += 1) await lead(api.db, { decided: decided * 10 })
  await lead(api.db, { decided: 5_000, isTest: true })
  await lead(api.db, { decided: 5_000, hour: -24 })

  const { total, groups } = await speed(api, 'from=2026-03-02&to=2026-03-03')

  assert.equal(total.leads, 101)
  assert.deepEqual(total.decidedMs, { p50: 510, p95: 960, p99: 1_000 })
  assert.equal(total.acknowledgedMs, undefined)
  assert.deepEqual(groups, [{ key: 'web-form', ...total }])
})

test('the share decided in time counts late leads, and those that are still not decided', async () => {
  await using api = await runningApi()
  api.at(NOW)
  await lead(api.db, { decided: 10_000 })
  await lead(api.db, { decided: 10_001 })
  await lead(api.db)
  await lead(api.db, { hour: 23.999 })

  const { total } = await speed(api)

  assert.equal(total.leads, 4)
  assert.equal(total.decidedInTime, 1 / 3)
})

test('leads are grouped by what is asked for, largest group first', async () => {
  await using api = await runningApi()
  api.at(NOW)
  const [rep] = exampleCompany().documents.teams.reps
  assert.ok(rep)
  const utm = { utm: { campaign: 'spring' }, campaign: { name: 'not this' } }
  await lead(api.db, { form: utm, rep: rep.id, tier: 'hot', hour: 23 })
  await lead(api.db, { form: { campaign: { id: '77' } }, rep: rep.id, tier: 'hot', hour: 23 })
  await lead(api.db, { form: utm, source: 'webinar', hour: 9 })
  const by = async (what: string) => sizes(await speed(api, `by=${what}`))

  assert.deepEqual(await by('source'), [
    ['web-form', 2],
    ['webinar', 1],
  ])
  assert.deepEqual(await by('campaign'), [
    ['spring', 2],
    ['77', 1],
  ])
  assert.deepEqual(await by('rep'), [
    [rep.id, 2],
    [undefined, 1],
  ])
  assert.deepEqual(await by('team'), [
    [rep.teamId, 2],
    [undefined, 1],
  ])
  assert.deepEqual(await by('tier'), [
    ['hot', 2],
    [undefined, 1],
  ])
  assert.deepEqual(await by('hour'), [
    ['23', 2],
    ['09', 1],
  ])
  assert.deepEqual(await by('hour&timeZone=Europe/Oslo'), [
    ['00', 2],
    ['10', 1],
  ])
})

test('conversion is shown by the time to first contact, of leads with an outcome', async () => {
  await using api = await runningApi()
  api.at(NOW)
  await lead(api.db, { contacted: 59_999, outcome: 'won' })
  await lead(api.db, { contacted: 30_000, outcome: 'meeting' })
  await lead(api.db, { contacted: 30_000, outcome: 'lost' })
  await lead(api.db, { contacted: 30_000 })
  await lead(api.db, { contacted: MINUTE, outcome: 'spam' })
  await lead(api.db, { contacted: 5 * 60 * MINUTE, outcome: 'qualified' })
  await lead(api.db, { outcome: 'won' })

  const { conversion } = await speed(api)

  const none = { withOutcome: 0, qualified: 0, meeting: 0, won: 0 }
  assert.deepEqual(conversion, [
    { ...none, bucket: '<1min', leads: 4, withOutcome: 3, meeting: 1, won: 1, converted: 2 / 3 },
    { ...none, bucket: '1-5min', leads: 1, withOutcome: 1, converted: 0 },
    { ...none, bucket: '5-15min', leads: 0 },
    { ...none, bucket: '15-60min', leads: 0 },
    { ...none, bucket: '1-4h', leads: 0 },
    { ...none, bucket: '>4h', leads: 1, withOutcome: 1, qualified: 1, converted: 1 },
  ])
})

test('without leads there are no figures, and no failure', async () => {
  await using api = await runningApi()

  const { total, groups } = await speed(api, 'by=campaign')

  assert.deepEqual(total, { leads: 0 })
  assert.deepEqual(groups, [])
})

test('what makes no sense is refused with the field named', async () => {
  await using api = await runningApi()

  for (const query of ['by=colour', 'from=yesterday', 'timeZone=Mars/Olympus', 'timeZone=-05:00']) {
    const { status, body } = await api.call('GET', `/v1/stats/speed?${query}`)
    assert.equal(status, 400, query)
    assert.match(JSON.stringify(body), new RegExp(query.split('=')[0] ?? ''))
  }
})

test('reps do not see the figures of the others', async () => {
  await using api = await runningApi()

  const { status } = await api.call('GET', '/v1/stats/speed', {
    token: await api.token('rep', 'x'),
  })

  assert.equal(status, 403)
})
