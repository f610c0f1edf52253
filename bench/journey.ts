import { setTimeout as wait } from 'node:timers/promises'
import type { Bench, Measure, Suite } from './suite.ts'
import { applyDocuments } from './support/apply-documents.ts'
import { bulkInsertRate } from './support/bulk-insert.ts'
import { type Cell, describeCell, runCell } from './support/cell.ts'
import { measureCostGrowth } from './support/cost-growth.ts'
import { quietWithin } from './support/journeys.ts'
import { type Load, startLoad } from './support/load.ts'
import type { Usage } from './support/process-usage.ts'
import { type RunningProduct, startProduct } from './support/running-product.ts'
import { startHelper } from './support/start-helper.ts'
import { findSustainedRate } from './support/sustained-rate.ts'

const RATES = [10, 100] as const
const IDLE_SECONDS = 2

/**
 * How long a lead takes from capture to its rep, with all stages and followers at work: at two
 * rates, at the second with a slow vendor in the middle, and the highest rate that keeps up,
 * compared with inserting the same rows and doing nothing else.
 */
export const journey: Suite = {
  name: 'journey',
  async run(bench) {
    const { quick, tell } = bench
    // What it starts ends before the cost of growth is measured, on a product of its own.
    const started = bench.started.use(new AsyncDisposableStack())
    const clearbit = await startHelper('clearbit-vendor.ts', started)
    const product = await startProduct({ started, env: { CLEARBIT_BASE_URL: clearbit.url } })
    const load = startLoad(started)
    await applyDocuments(product, { sla: { acknowledgeWithinMinutes: UNHURRIED } })
    await runCell(product, load, 100, 2)
    const rows = await idle(product)
    for (const rate of RATES) rows.push(...(await measured(rate, product, load, bench)))

    rows.push(...(await withVendors(product, load, bench)))
    const control = await bulkInsertRate(product.databaseUrl, quick ? 2 : 10)
    tell(`the same rows, only inserted: ${control.toFixed(0)} leads/s`)
    const from = RATES[1]
    const before = { usage: product.usage(), leads: await leadsIn(product) }
    const best = await findSustainedRate({ product, load, quick, from, tell })
    rows.push(...sustained(best, control), ...memory(product.usage()))
    if (!quick)
      rows.push(
        ...memoryGrowth(before.usage, product.usage(), (await leadsIn(product)) - before.leads),
      )

    const { count, first } = product.complaints()
    if (count > 0) tell(`the product logged ${count} warnings and errors; the first: ${first}`)
    await started.disposeAsync()
    return quick ? rows : [...rows, ...(await measureCostGrowth(bench))]
  },
}

/** CPU time the product uses while nothing happens, in milliseconds a second. */
async function idle(product: RunningProduct): Promise<Measure[]> {
  await quietWithin(product.database, 3_000)
  const before = product.usage()
  await wait(IDLE_SECONDS * 1_000)
  return Object.entries(product.usage()).map(([role, { cpuMs }]) => ({
    name: `idle_cpu_ms_per_s.${role}`,
    value: (cpuMs - (before[role]?.cpuMs ?? 0)) / IDLE_SECONDS,
    unit: 'ms/s',
  }))
}

async function measured(rate: number, product: RunningProduct, load: Load, { quick, tell }: Bench) {
  const before = product.usage()
  const cell = await runCell(product, load, rate, quick ? 6 : 30)
  tell(describeCell(cell))
  return [...latencies(cell), ...cpuTime(cell, before, product.usage())]
}

const latencies = ({ rate, journeys: { p50, p95, p99 } }: Cell, more = ''): Measure[] => [
  { name: `assign_p50_ms@${rate}rps${more}`, value: p50, unit: 'ms' },
  { name: `assign_p95_ms@${rate}rps${more}`, value: p95, unit: 'ms' },
  { name: `assign_p99_ms@${rate}rps${more}`, value: p99, unit: 'ms' },
]

type Usages = Readonly<Record<string, Usage>>

const cpuTime = ({ rate, journeys }: Cell, before: Usages, after: Usages): Measure[] =>
  Object.entries(after).map(([role, { cpuMs }]) => ({
    name: `cpu_ms_per_lead.${role}@${rate}rps`,
    value: (cpuMs - (before[role]?.cpuMs ?? 0)) / journeys.leads,
    unit: 'ms',
  }))

function sustained(best: Cell | undefined, control: number): Measure[] {
  const unit = 'leads/s'
  if (best === undefined) return [{ name: 'sustained_per_s', value: 0, unit, control }]
  const { load, journeys, followers } = best
  const value = (journeys.leads * 1_000) / (load.endedAt - load.startedAt)
  return [
    { name: 'sustained_per_s', value, unit, control },
    { name: 'assign_p99_ms@sustained', value: journeys.p99, unit: 'ms' },
    { name: 'accept_p99_ms@sustained', value: load.p99, unit: 'ms' },
    { name: 'followers_done@sustained', value: followers * 100, unit: '%' },
  ]
}

const memory = (usage: Usages): Measure[] =>
  Object.entries(usage).map(([role, { memoryMb }]) => ({
    name: `memory_mb.${role}`,
    value: memoryMb,
    unit: 'MB',
  }))

/** What a process holds more for each 100,000 leads that have passed through it. */
const memoryGrowth = (before: Usages, after: Usages, leads: number): Measure[] =>
  Object.entries(after).map(([role, { memoryMb }]) => ({
    name: `memory_mb_per_100k_leads.${role}`,
    value: ((memoryMb - (before[role]?.memoryMb ?? 0)) * 100_000) / leads,
    unit: 'MB',
  }))

async function leadsIn({ database }: RunningProduct): Promise<number> {
  const { rows } = await database.query<{ count: number }>('select count(*)::int from leads')
  return rows[0]?.count ?? 0
}

/** The second rate once more, with the sandbox asked about everybody. */
async function withVendors(product: RunningProduct, load: Load, { quick, tell }: Bench) {
  await applyDocuments(product, { providers: { providers: [OFFLINE, CLEARBIT] } })
  const cell = await runCell(product, load, RATES[1], quick ? 6 : 30)
  tell(`with vendors, ${describeCell(cell)}`)
  await applyDocuments(product, { providers: { providers: [OFFLINE] } })
  return latencies(cell, '+vendors')
}

const OFFLINE = { kind: 'offline' }
const CLEARBIT = { kind: 'clearbit', apiKey: 'demo:sk_sandbox', timeLimitMs: 2_000, cacheDays: 30 }

/**
 * Nobody answers here. With five minutes for hot leads, those of the cells before would come back into the later
 * ones, and a rate would be taken for one that is not kept up for what it did not bring.
 */
const UNHURRIED = { hot: 240, warm: 240, cold: 240 }
