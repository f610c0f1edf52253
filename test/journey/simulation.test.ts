import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { postgresPast } from '../../src/adapters/postgres/past.ts'
import type { Draft } from '../../src/domain/simulation/draft.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { eventually } from '../support/eventually.ts'
import { type Story, variedHour } from '../support/varied-hour.ts'

async function simulated({ db, from, clock }: Story, draft: Draft = {}) {
  const lines: string[] = []
  const history = await postgresPast(db).between({ from, to: clock(), teams: draft.teams })
  const report = await simulate(history, draft, (recorded, again) => {
    assert.equal(again, recorded)
    lines.push(recorded)
  })
  return { report, log: lines.join('\n') }
}

/** What the story has to contain, or that it comes out the same says nothing. */
const TELLS = [
  ...['AssignmentDeclined', 'AssignmentExpired', 'AssignmentClosed', 'LeadResumed'],
  ...['LeadPutOnWaitingList', 'LeadAttachedToOwner', 'OutcomeRecorded'],
]
const COSTS = ['pick', 'refund', 'adjustment', 'calibration', 'removal']
const SKIPS = ['at-cap', 'away', 'time-off', 'off-hours', 'had-this-lead']
const REASONS = ['manual', 'escalation', 'pool-turn', 'named-rep', 'account-owner']

async function kindsIn({ db }: Story, what: 'type' | 'kind'): Promise<ReadonlySet<string>> {
  const table = what === 'type' ? sql`lead_events` : sql`pool_ledger`
  const { rows } = await sql<{ kind: string }>`
    select distinct ${sql.ref(what)} as kind from ${table}`.execute(db)
  return new Set(rows.map(({ kind }) => kind))
}

async function checkTheStory(product: Story, log: string): Promise<void> {
  const types = await kindsIn(product, 'type')
  const costs = await kindsIn(product, 'kind')
  assert.deepEqual(
    TELLS.filter((type) => !types.has(type)),
    [],
  )
  assert.deepEqual(
    COSTS.filter((kind) => !costs.has(kind)),
    [],
  )
  assert.deepEqual(
    [...SKIPS, ...REASONS].filter((why) => !log.includes(`:"${why}"`)),
    [],
  )
  assert.match(log, /"revision":2/)
  assert.match(log, /"ruleId":"asia-pacific"/)
  // A pool held leads and let them go.
  assert.match(log, /"heldFor":\{"poolId":"americas"/)
  assert.match(log, /"released":"/)
  assert.match(log, /"passedOver":\[/)
}

test('the past comes out byte for byte under the rules it had; a change of it is found and named', async () => {
  await using product = await variedHour()

  const { report, log } = await simulated(product)
  const { decisions, equal, recordedDigest, simulatedDigest } = report.proof
  assert.ok(decisions > 200, `only ${decisions} decisions`)
  assert.equal(equal, decisions)
  assert.equal(simulatedDigest, recordedDigest)
  assert.equal(report.moved.all, 0)
  assert.ok(report.proof.ownersChanged > 0, 'no join of contacts was met')
  await checkTheStory(product, log)

  const from = product.from.toISOString()
  const checked = await product.stl('simulate', '--from', from)
  assert.equal(checked.exitCode, 0, checked.complaint)
  assert.match(checked.out, new RegExp(`All ${decisions} decisions .* ${recordedDigest}`))

  await beginsAnywhere(product)
  await hangsUp(product)
  await looksBack(product)
  await triesADraft(product, from)

  await sql`update presence_changes set presence = 'online' where presence = 'away'`.execute(
    product.db,
  )
  const planted = await product.stl('simulate', '--from', from)
  assert.equal(planted.exitCode, 1)
  assert.match(planted.out, /do not come out as they were/)
  assert.match(planted.out, /skipped\.jonas was "away", comes out as/)
})

/** Also right before a decision whose lead had come, and whose turn was entered, already. */
async function beginsAnywhere(product: Story): Promise<void> {
  const { at: from } = await product.db
    .selectFrom('leadEvents')
    .select('at')
    .where('type', '=', 'LeadAssigned')
    .where(sql<boolean>`data ->> 'reason' = 'pool-turn'`)
    .orderBy('position')
    .offset(3)
    .executeTakeFirstOrThrow()
  const { report } = await simulated({ ...product, from })
  assert.equal(report.proof.equal, report.proof.decisions)
}

/** While the history cannot be read a simulation lasts; another one is refused until whoever asked hangs up. */
async function hangsUp({ db, api, url, from, config }: Story): Promise<void> {
  const simulating = (signal: AbortSignal) =>
    fetch(`${url}/v1/simulations`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${config.adminToken?.reveal()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ from: from.toISOString() }),
      signal,
    })
  const gone = new AbortController()
  await db.transaction().execute(async (tx) => {
    await sql`lock table lead_events in access exclusive mode`.execute(tx)
    const first = simulating(gone.signal)
    await eventually('it to read the history', async () => {
      const { rows } = await sql`select from pg_locks l join pg_stat_activity a using (pid)
        where a.datname = current_database() and not l.granted
          and l.relation = 'lead_events'::regclass and a.query like '%min(position)%'`.execute(db)
      return rows.length > 0
    })
    const second = await api('POST', '/v1/simulations', { from: from.toISOString() })
    assert.match(JSON.stringify(second.body), /simulation-busy/)
    gone.abort()
    await assert.rejects(first)
  })
  await eventually('another one to be let in', async () => {
    const { status } = await api('POST', '/v1/simulations', { from: from.toISOString() })
    return status === 200
  })
}

/** At the moment before its first decision a lead would have gone to whoever it then went to. */
async function looksBack({ db, api, stl }: Story): Promise<void> {
  const first = await db
    .selectFrom('leadEvents')
    .select(['leadId', 'at', 'data'])
    .where('type', '=', 'LeadAssigned')
    .orderBy('position')
    .executeTakeFirstOrThrow()
  const time = first.at.toISOString()
  const then = await api('GET', `/v1/leads/${first.leadId}/at?time=${encodeURIComponent(time)}`)
  assert.equal(then.status, 200, JSON.stringify(then.body))
  const view = then.body as { revision: number; candidates: object[]; route: { rules: object[] } }
  assert.equal(view.revision, 1)
  assert.ok(view.candidates.length > 0 && view.route.rules.length > 0)
  const shown = await stl('at', time, first.leadId)
  assert.match(shown.out, /Given then, it would go to/)
  const tooEarly = await api('GET', `/v1/leads/${first.leadId}/at?time=2020-01-01T00:00:00Z`)
  const tooLate = await api('GET', `/v1/leads/${first.leadId}/at?time=2120-01-01T00:00:00Z`)
  assert.deepEqual([tooEarly.status, tooLate.status], [422, 422])
}

async function triesADraft(product: Story, from: string): Promise<void> {
  const { documents } = await product.worker.configuration.current()
  const rules = documents.routing.rules.filter(({ id }) => id !== 'dach')
  const { report } = await simulatedWithout(product, { routing: { ...documents.routing, rules } })
  assert.ok(report.moved.all > 0)
  assert.ok(report.moved.first.some(({ rule }) => rule.before === 'dach'))
  assert.ok(report.moved.first.every(({ rule }) => rule.after !== 'dach'))
  const sum = (figure: 'gained' | 'lost') => report.reps.reduce((all, rep) => all + rep[figure], 0)
  const kept = report.moved.first.filter(({ rep }) => rep.before && rep.after).length
  assert.ok(sum('gained') >= kept && sum('lost') >= kept)

  const wrong = await product.api('POST', '/v1/simulations', {
    files: [{ path: 'routing.yaml', text: 'rules: []\nfallback: [{ pool: nowhere }]\n' }],
    from,
  })
  assert.equal(wrong.status, 422)
  assert.match(JSON.stringify(wrong.body), /routing\.yaml:2/)
  const backwards = await product.api('POST', '/v1/simulations', { from, to: '2020-01-01' })
  assert.match(JSON.stringify(backwards.body), /must be after `from`/)
}

async function simulatedWithout({ db, from, clock }: Story, draft: Draft) {
  const history = await postgresPast(db).between({ from, to: clock() })
  return { report: await simulate(history, draft) }
}
