import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

const RECEIVED = new Date('2026-03-02T10:00:00Z')
const TIME = ['--from', '2026-03-02', '--to', '2026-03-03']

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, 'stats', ...args)

const after = (ms: number) => new Date(RECEIVED.getTime() + ms)

async function threeLeads({ db }: RunningApi) {
  const times = { receivedAt: RECEIVED, decidedAt: after(120), state: 'assigned' } as const
  await stored.lead(db, { ...times, acknowledgedAt: after(90_000) })
  await stored.lead(db, { ...times, firstContactAt: after(30_000), outcome: 'won' })
  await stored.lead(db, { ...times, sourceKey: 'google-ads', decidedAt: after(11_000) })
}

test('speed is shown by source, with what a quick response brings, within 80 columns', async () => {
  await using api = await runningApi()
  await threeLeads(api)

  const { exitCode, out } = await run(api, 'speed', ...TIME)

  assert.equal(exitCode, 0)
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(out, /^Leads received from 2026-03-02 00:00 to 2026-03-03 00:00 \(UTC\)$/m)
  assert.match(out, /^SOURCE +LEADS +DECIDED +ACKNOWLEDGED +CONTACTED +< 10 S$/m)
  assert.match(out, /^\S+ +2 +120 ms \/ 120 ms +1\.5 min \/ 1\.5 min +30 s \/ 30 s +100\.0 %$/m)
  assert.match(out, /^google-ads +1 +11 s \/ 11 s +- +- +0\.0 %$/m)
  assert.match(out, /^all +3 .* 66\.7 %$/m)
  assert.match(out, /^Times are of the middle lead \/ of the slowest twentieth\.$/m)
  assert.match(out, /^<1min +1 +1 +0 +0 +1 +100\.0 %$/m)
})

test('what campaigns bring is shown under their names, with how many are not shown', async () => {
  await using api = await runningApi()
  const times = { receivedAt: RECEIVED, decidedAt: after(120), state: 'assigned' } as const
  const form = { campaign: { id: '77', name: 'Spring in the Nordics, all adverts' } }
  await stored.lead(api.db, { ...times, firstContactAt: after(30_000), outcome: 'won' }, { form })
  await stored.lead(api.db, times, { form })
  await stored.lead(api.db, times)

  const { exitCode, out } = await run(api, 'campaigns', '--limit', '1', ...TIME)

  assert.equal(exitCode, 0)
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(out, /^Leads received from 2026-03-02 00:00 to 2026-03-03 00:00 \(UTC\)$/m)
  assert.match(out, /^CAMPAIGN +LEADS +REP +TALKED +CONTACTED +MEET +WON$/m)
  assert.match(out, /^Spring in the Nordics, … +2 +0 +1 +30 s \/ 30 s +0 +1$/m)
  assert.match(out, /^all +3 +0 +1 +30 s \/ 30 s +0 +1$/m)
  assert.match(out, /^Times are of the middle lead \/ of the slowest twentieth\.$/m)
  assert.match(out, /^1 smaller ones are not shown: see --limit\.$/m)
})

test('scripts get the figures as JSON', async () => {
  await using api = await runningApi()
  await threeLeads(api)

  const { out } = await run(api, 'speed', '--by', 'hour', '--json', ...TIME)

  const { groups, total } = JSON.parse(out)
  assert.equal(total.leads, 3)
  assert.deepEqual(
    groups.map(({ key, leads }: { key: string; leads: number }) => [key, leads]),
    [['10', 3]],
  )
})

test('a time without leads says so', async () => {
  await using api = await runningApi()

  const { out } = await run(api, 'speed', ...TIME)

  assert.match(out, /\nNone\.$/)
})

test('without saying which, or with a grouping there is not, it says what is wrong', async () => {
  await using api = await runningApi()

  assert.equal((await run(api)).exitCode, 2)
  const { exitCode, complaint } = await run(api, 'speed', '--by', 'colour')

  assert.equal(exitCode, 1)
  assert.match(complaint, /by: /)
})
