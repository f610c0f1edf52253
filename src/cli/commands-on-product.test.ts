import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stl } from '../../test/support/command-line.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { postgresIdentityIndexUpkeep } from '../adapters/postgres/identity-index-upkeep.ts'
import type { LeadId, RepId } from '../domain/ids.ts'

const run = (api: RunningApi, ...args: string[]) =>
  stl({ url: api.url, token: api.adminToken }, ...args)

const SCORING = {
  total: 70,
  fit: 40,
  interest: 30,
  reasons: [
    { id: 'demo', kind: 'interest', points: 30, reason: 'asked for a demo' },
    { id: 'vp', kind: 'fit', points: 40, reason: 'decides about budgets' },
  ],
  unknown: [],
}
const TRACE = {
  revision: 1,
  rules: [
    { ruleId: 'big-accounts', verdict: 'unknown', saw: { employees: null, title: 'x'.repeat(90) } },
    { ruleId: 'nordics', verdict: 'true', saw: { country: 'NO' } },
  ],
}

async function decide(api: RunningApi, leadId: LeadId) {
  await stored.events(api.db, leadId, [
    [0, 'LeadCaptured', { sourceKey: 'web-form' }],
    [4, 'LeadValidated'],
    [90, 'LeadScored', { score: 70, tier: 'hot' }],
    [120, 'LeadAssigned', { repId: 'jonas', reason: 'pool-turn', revision: 1 }],
    [240_000, 'AssignmentAcknowledged', { repId: 'jonas', via: 'api' }],
  ])
  const assigned = { state: 'assigned', repId: 'jonas' as RepId, tier: 'hot' } as const
  await api.db.updateTable('leads').set(assigned).where('id', '=', leadId).execute()
}

test('a lead is shown as a waterfall with its reasons, within 80 columns', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(
    api.db,
    {},
    { form: { campaign: { id: '77', name: 'Spring' } }, scoring: SCORING, trace: TRACE },
  )
  await decide(api, leadId)
  const task = { id: leadId as never, leadId, follower: 'write-crm', state: 'refused' } as const
  await api.db
    .insertInto('tasks')
    .values({ ...task, failure: 'crm-no', endedAt: null })
    .execute()

  const { exitCode, out } = await run(api, 'lead', leadId)

  assert.equal(exitCode, 0)
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(out, /assigned to Jonas Lindqvist after 120 ms/)
  assert.match(out, /90 ms {2} *█+ +lead scored: 70, hot/)
  assert.match(out, /Came by\n {2}campaign {2}Spring \(77\)\n/)
  assert.match(out, /Score 70 \(hot\): fit 40, interest 30\n {3}\+40 {2}decides about budgets/)
  assert.match(
    out,
    / {2}unknown {2}big-accounts\n {11}.*employees=missing|big-accounts\n {11}title=x+…/,
  )
  assert.match(out, /Given to Jonas Lindqvist: it was their turn in the pool/)
  assert.match(out, /write-crm: refused \(crm-no\)/)
})

test('the index of contacts is shown as it is made, and made anew when it is asked for', async () => {
  await using api = await runningApi()
  const upkeep = postgresIdentityIndexUpkeep(api.db)
  const show = async () => (await run(api, 'index', 'show')).out

  assert.match(await show(), /will be made by the next worker/)
  await stored.contact(api.db)
  await upkeep.advance()
  assert.match(await show(), /Being made since .*: 1 contacts so far/)
  await upkeep.advance()
  assert.match(await show(), /Complete since/)

  const { exitCode, out } = await run(api, 'index', 'rebuild', '--json')
  assert.equal(exitCode, 0)
  assert.deepEqual(JSON.parse(out), { contacts: 0 })
  assert.equal(await upkeep.advance(), 'more')
})

test('as JSON it starts with what scripts want', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db, {}, { form: {}, scoring: SCORING })
  await decide(api, leadId)

  const { out } = await run(api, 'lead', '--latest', '--json')

  const answer = JSON.parse(out) as Record<string, unknown> & { reasons: { reason: string }[] }
  assert.deepEqual(Object.keys(answer), [
    ...['leadId', 'state', 'repId', 'assignedInMs', 'reasons', 'lead', 'journey', 'explanation'],
  ])
  assert.deepEqual(
    [answer.leadId, answer.state, answer.repId, answer.assignedInMs, answer.reasons[0]?.reason],
    [leadId, 'assigned', 'jonas', 120, 'asked for a demo'],
  )
})

test('a lead on its way is waited for, and shown as it stands when the time is up', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)

  const waiting = run(api, 'lead', leadId, '--json', '--wait', '30')
  await decide(api, leadId)
  const decided = JSON.parse((await waiting).out) as { state: string }
  const other = await stored.lead(api.db)
  const early = await run(api, 'lead', other, '--json', '--wait', '0')

  assert.equal(decided.state, 'assigned')
  assert.equal((JSON.parse(early.out) as { state: string }).state, 'travelling')
})

test('with no lead at all it says so', async () => {
  await using api = await runningApi()

  const { exitCode, complaint } = await run(api, 'lead', '--latest')

  assert.equal(exitCode, 1)
  assert.match(complaint, /no lead yet/)
})

test('leads, reviews, dead letters, tokens and documents through the real routes', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db, { state: 'quarantined', waitingFor: null })
  const review = await stored.review(api.db, leadId)
  await stored.deadLetter(api.db, leadId)

  const leads = await run(api, 'leads', '--state', 'quarantined')
  const reviews = await run(api, 'reviews', 'list')
  const resolved = await run(api, 'reviews', 'resolve', review, 'release')
  const again = await run(api, 'reviews', 'resolve', review, 'reject')
  const letters = await run(api, 'deadletters', 'list')
  const redriven = await run(api, 'deadletters', 'redrive')
  const token = await run(api, 'tokens', 'create', 'dialler', '--role', 'rep', '--rep', 'jonas')
  const applied = await run(api, 'apply', '-f', 'config')
  const exported = await run(api, 'export')

  assert.match(leads.out, new RegExp(`${leadId} .* quarantined`))
  assert.match(reviews.out, new RegExp(`${review} {2}quarantined-lead\n.*\n {2}throwaway-mail`))
  assert.equal(resolved.out, 'Resolved the quarantined-lead: release.')
  assert.match(again.complaint, /Already resolved as release by admin/)
  assert.match(letters.out, /stage-validate/)
  assert.equal(redriven.out, 'Redriven: 1.')
  assert.equal((await api.call('GET', '/v1/leads', { token: token.out })).status, 200)
  assert.equal(applied.out, 'Nothing changed; revision 1 stays active.')
  assert.match(exported.out, /# routing\.yaml\nsegments:/)
  for (const { out } of [leads, reviews, letters]) {
    for (const line of out.split('\n')) assert.ok(line.length <= 80, line)
  }
})

test('rules are looked through, and an error among the findings fails the command', async () => {
  await using api = await runningApi()
  const folder = await mkdtemp(join(tmpdir(), 'rules-'))
  const rule = (id: string, when: string) => ({ id, name: id, when, targets: [{ pool: 'emea' }] })
  const rules = [rule('a', 'lead.country == "NO"'), rule('b', 'lead.country == "NO"')]
  const path = join(folder, 'routing.json')
  await writeFile(path, JSON.stringify({ rules, fallback: [{ pool: 'emea' }] }))

  const active = await run(api, 'rules', 'check')
  const draft = await run(api, 'rules', 'check', '-f', path)

  assert.equal(active.exitCode, 0)
  assert.match(
    active.out,
    /0 errors, 0 warnings, \d+ notes\. Looked at the rules and at 0 past leads\./,
  )
  assert.equal(draft.exitCode, 1)
  assert.match(
    draft.out,
    /routing\.json:1: error: `b` never gets a lead: `a` takes all it would match/,
  )
  assert.match(draft.out, /such as a lead with lead\.country = "NO"/)
})
