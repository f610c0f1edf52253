import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeCell, runCell } from './support/cell.ts'
import { startLoad } from './support/load.ts'
import { costsIn } from './support/profile-costs.ts'
import { type RunningProduct, startProduct } from './support/running-product.ts'

/**
 * Where the time goes at one rate: `node bench/profile.ts --rate 400 --seconds 20 --into FOLDER`
 * prints what gateway and worker computed, what PostgreSQL executed, dearest first, and how many rows
 * it wrote. The CPU profiles stay in the folder; Chrome's developer tools open them.
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '20' },
    into: { type: 'string', default: '.data/profiles' },
  },
})
const WARM_UP_SECONDS = 4
const TOP = 20

const started = new AsyncDisposableStack()
let stopping: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopAndExit)

let processes: ReturnType<RunningProduct['processes']>
try {
  processes = await loadProduct()
} finally {
  await stopping
  await started.disposeAsync()
}
// The profiles are written when the processes end.
for (const role of ['gateway', 'worker']) await printProfile(role, processes[role]?.[0])

async function loadProduct() {
  const product = await startProduct({
    started,
    env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(values.into)}` },
    serverSettings: [
      `alter system set shared_preload_libraries = 'pg_stat_statements'`,
      'alter system set pg_stat_statements.track_planning = on',
    ],
  })
  const { database } = product
  await database.query('create extension if not exists pg_stat_statements')
  const load = startLoad(started)
  await runCell(product, load, Number(values.rate) / 2, WARM_UP_SECONDS)
  await database.query('select pg_stat_statements_reset(), pg_stat_reset()')
  const before = product.usage()
  const cell = await runCell(product, load, Number(values.rate), Number(values.seconds))
  console.log(describeCell(cell))
  for (const [role, { cpuMs, memoryMb }] of Object.entries(product.usage())) {
    const ms = (cpuMs - (before[role]?.cpuMs ?? 0)) / cell.journeys.leads
    console.log(`${role}: ${ms.toFixed(2)} ms of CPU a lead, ${memoryMb.toFixed(0)} MB`)
  }
  await printStatements(product, cell.journeys.leads)
  await printRows(product, cell.journeys.leads)
  return product.processes()
}

type Statement = {
  readonly execution: number
  readonly planning: number
  readonly calls: number
  readonly wal: number
  readonly query: string
}

async function printStatements({ database }: RunningProduct, leads: number): Promise<void> {
  const { rows } = await database.query<Statement>(
    `select sum(total_exec_time) as execution, sum(total_plan_time) as planning,
      sum(calls)::float8 as calls, sum(wal_bytes)::float8 as wal,
      coalesce(regexp_replace(query, '\\s+', ' ', 'g'), 'all statements') as query
    from pg_stat_statements
    group by grouping sets ((), (queryid, query)) order by execution desc limit ${TOP + 1}`,
  )
  console.log('\nPostgreSQL, for each lead: us executing, us planning, statements, bytes of WAL')
  for (const { execution, planning, calls, wal, query } of rows) {
    const figures = [
      (execution * 1_000) / leads,
      (planning * 1_000) / leads,
      calls / leads,
      wal / leads,
    ]
    const columns = figures.map((figure) => figure.toFixed(figure < 10 ? 2 : 0).padStart(8))
    console.log(`${columns.join('')}  ${query.slice(0, 160)}`)
  }
}

/** Of each table. An update that is not in place writes every index of the table anew. */
async function printRows({ database }: RunningProduct, leads: number): Promise<void> {
  const { rows } = await database.query<{ name: string; counts: number[] }>(
    `select relname as name, array[n_tup_ins, n_tup_upd, n_tup_hot_upd, n_tup_del]::float8[] as counts
    from pg_stat_user_tables order by n_tup_ins + n_tup_upd + n_tup_del desc limit ${TOP}`,
  )
  console.log('\nRows for each lead: inserted, updated, of these in place, deleted')
  for (const { name, counts } of rows) {
    const columns = counts.map((count) => (count / leads).toFixed(2).padStart(8))
    console.log(`${columns.join('')}  ${name}`)
  }
}

async function printProfile(role: string, pid: number | undefined): Promise<void> {
  const file = (await readdir(values.into)).find((name) => name.split('.')[3] === `${pid}`)
  if (file === undefined) return
  const path = join(values.into, file)
  const { owners, functions } = await costsIn(path)
  console.log(`\n${role}: share of its time, by package or file (${path})`)
  for (const [owner, share] of owners.slice(0, TOP)) console.log(`${percent(share)}  ${owner}`)
  console.log(`\n${role}: by function`)
  for (const [name, share] of functions.slice(0, TOP)) console.log(`${percent(share)}  ${name}`)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`.padStart(7)
}

function stopAndExit(): void {
  stopping ??= started.disposeAsync().finally(() => process.exit(130))
}
