import { sql } from 'kysely'
import { startBoss } from '../../src/adapters/pgboss/boss.ts'
import { bossEnqueue } from '../../src/adapters/pgboss/job-queue.ts'
import { postgresConfigurationStore } from '../../src/adapters/postgres/configuration-store.ts'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { postgresLeadStore } from '../../src/adapters/postgres/lead-store.ts'
import type { Documents } from '../../src/domain/documents/documents.ts'
import { Pool } from '../../src/domain/documents/teams.ts'
import type { LeadId, PoolId, RepId } from '../../src/domain/ids.ts'
import type { Lead } from '../../src/domain/lead.ts'
import { nextStage } from '../../src/pipeline.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'
import { assign } from '../../src/stages/07-assign/assign.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import type { Bench, Measure } from '../suite.ts'
import { bulkInsertRate } from '../support/bulk-insert.ts'
import { percentile } from '../support/percentile.ts'

/** As many as workers there are in a small installation; they contend for the pools. */
const WORKERS = 2
/** As many leads of one worker as want an assignment at once: two full batches. */
const AT_ONCE = 512
const LEADS = 10_000
const REPS_OF_POOL = 8
const CONNECTIONS = 8

/**
 * How many leads a second are given to reps under the locks, from the route to the commit of
 * assignment, ledger entry, event, tasks and jobs: in one pool, for which all batches wait in turn,
 * and spread over a hundred. The control is to insert the same rows and decide nothing.
 */
export async function assignments(url: string, bench: Bench): Promise<Measure[]> {
  const rows: Measure[] = []
  for (const pools of [1, 100]) rows.push(...(await ofPools(pools, url, bench)))
  const control = await bulkInsertRate(url, bench.quick ? 2 : 10)
  bench.tell(`the same rows, only inserted: ${control.toFixed(0)} leads/s`)
  return rows.map((row) => (row.unit === '/s' ? { ...row, control } : row))
}

async function ofPools(pools: number, url: string, { quick, tell }: Bench): Promise<Measure[]> {
  await using started = new AsyncDisposableStack()
  const db = started.adopt(connect(url, CONNECTIONS), (it) => it.destroy())
  const waitsMs: number[] = []
  const sizes: number[] = []
  await clear(db)
  await postgresConfigurationStore(db, clock).apply(companyWith(pools), 'bench')
  const stores = await Promise.all(
    Array.from({ length: WORKERS }, () => openStore(url, started, { waitsMs, sizes })),
  )
  const leads = await seed(db, quick ? LEADS / 2 : LEADS, pools)
  const shares = await Promise.all(
    stores.map((store, at) =>
      loaded(
        store,
        leads.filter((_, n) => n % WORKERS === at),
      ),
    ),
  )
  waitsMs.length = 0
  sizes.length = 0
  const began = performance.now()
  await Promise.all(stores.map((store, at) => assignAll(store, shares[at] ?? [])))
  const rate = (leads.length * 1_000) / (performance.now() - began)
  return told({ pools, rate, waitsMs, sizes }, await assigned(db), tell)
}

type Cell = {
  readonly pools: number
  readonly rate: number
  readonly waitsMs: number[]
  readonly sizes: readonly number[]
}

function told({ pools, rate, waitsMs, sizes }: Cell, done: number, tell: Bench['tell']): Measure[] {
  waitsMs.sort((a, b) => a - b)
  const batch = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  const [p50, p99] = [percentile(waitsMs, 0.5), percentile(waitsMs, 0.99)]
  tell(
    `${pools} pools: ${rate.toFixed(0)} assignments/s (${done} in all), ${batch.toFixed(0)} in a ` +
      `batch; locks after ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
  )
  return [
    { name: `assignments_per_s@${pools}pools`, value: rate, unit: '/s' },
    { name: `lock_wait_p50_ms@${pools}pools`, value: p50, unit: 'ms' },
    { name: `lock_wait_p99_ms@${pools}pools`, value: p99, unit: 'ms' },
    { name: `leads_per_batch@${pools}pools`, value: batch, unit: '' },
  ]
}

const clock = () => new Date()
const poolId = (at: number) => `pool-${at}` as PoolId

/** Pools of reps who are always there; a rep is in one of them. */
function companyWith(pools: number): Documents {
  const { documents } = exampleCompany()
  const { teams } = documents
  const { schedule: _, ...template } = teams.reps[0] ?? failed('The example company has no reps')
  const reps = Array.from({ length: pools * REPS_OF_POOL }, (__, at) => {
    return { ...template, id: `rep-${at}` as RepId, email: `rep-${at}@halden.example` }
  })
  const all = Array.from({ length: pools }, (__, at) => {
    const members = reps.slice(at * REPS_OF_POOL, (at + 1) * REPS_OF_POOL)
    const written = { id: poolId(at), name: poolId(at), aroundTheClock: true }
    return Pool.parse({ ...written, members: members.map(({ id }) => ({ repId: id })) })
  })
  const only = { reps, pools: all, defaultAcceptor: 'rep-0' as RepId }
  return { ...documents, teams: { ...teams, ...only } }
}

function failed(why: string): never {
  throw new Error(why)
}

/** One worker's store with the real queue behind it. */
async function openStore(
  url: string,
  started: AsyncDisposableStack,
  { waitsMs, sizes }: { readonly waitsMs: number[]; readonly sizes: number[] },
): Promise<LeadStore> {
  const db = started.adopt(connect(url, CONNECTIONS), (it) => it.destroy())
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const boss = started.adopt(await startBoss(url, { supervise: false, log }), (it) =>
    it.stop({ graceful: false, close: true }),
  )
  const add = bossEnqueue({ boss, clock, leaseSecondsOf: () => 60 })
  return postgresLeadStore({
    ...{ db, clock, nextStage, configuration: postgresConfigurationStore(db, clock) },
    enqueue: (tx, jobs) => add(tx.withoutPlugins(), jobs),
    onLocks: (_, ms) => void waitsMs.push(ms),
    onBatch: (_, size) => void sizes.push(size),
  })
}

const clear = (db: Db) =>
  sql`truncate leads, lead_parts, lead_events, contacts, assignments, tasks, pool_ledger,
    pools, configurations cascade`.execute(db)

/** Leads of as many persons, routed to the pools in turn and waiting for their rep. */
async function seed(db: Db, count: number, pools: number): Promise<readonly LeadId[]> {
  await sql`insert into contacts (id, fields, lead_count)
    select md5(n::text)::uuid, '{}', 1 from generate_series(1, ${count}::integer) n`.execute(db)
  const { rows } = await sql<{ id: LeadId }>`
    insert into leads (id, version, state, waiting_for, source_key, dedupe_key, is_test,
      received_at, deadline_at, contact_id, score, tier, chain, tried_rep_ids, skipped_stages)
    select md5('lead' || n)::uuid, 1, 'travelling', 'assign', 'web-form', n::text, false,
      now(), now() + interval '10 seconds', md5(n::text)::uuid, 50, 'warm',
      jsonb_build_array(jsonb_build_object('kind', 'pool', 'poolId', 'pool-' || n % ${pools}::integer)),
      '{}', '{}'
    from generate_series(1, ${count}::integer) n returning id`.execute(db)
  await sql`insert into lead_parts (lead_id, part, content)
    select id, 'form', '{}' from leads`.execute(db)
  await sql`vacuum analyze leads, lead_parts, contacts`.execute(db)
  return rows.map(({ id }) => id)
}

const loaded = (store: LeadStore, ids: readonly LeadId[]): Promise<Lead[]> =>
  Promise.all(ids.map((id) => store.load(id)))

/** Several share the iterator, so each takes the next lead that is left. */
async function assignAll(store: LeadStore, leads: readonly Lead[]): Promise<void> {
  const left = leads.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const lead of left) await store.decide(lead, assign)
    }),
  )
}

async function assigned(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pool_ledger where kind = 'pick'`.execute(db)
  return rows[0]?.count ?? 0
}
