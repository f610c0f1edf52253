import type { Bench, Measure } from '../suite.ts'
import { describeCell, runCell } from './cell.ts'
import { quietWithin } from './journeys.ts'
import { type Load, startLoad } from './load.ts'
import { type RunningProduct, startProduct } from './running-product.ts'
import { seedLeads } from './seed-leads.ts'

const RATE = 200
const SECONDS = 20
const SIZES = [
  ['10k', 10_000],
  ['100k', 100_000],
  ['1M', 1_000_000],
] as const

/**
 * What one lead costs, in CPU time of all processes together, when that many leads are stored; and
 * how many times dearer it is at a million than at ten thousand.
 */
export async function measureCostGrowth({ started, tell }: Bench): Promise<Measure[]> {
  const own = started.use(new AsyncDisposableStack())
  const product = await startProduct({ started: own })
  const load = startLoad(own)
  await runCell(product, load, RATE, SECONDS)
  const costs: Measure[] = []
  for (const [size, leads] of SIZES) {
    await quietWithin(product.database, 60_000)
    await seedLeads(product.database, leads)
    costs.push({
      name: `cost_ms_per_lead@${size}`,
      value: await costOf(product, load, tell),
      unit: 'ms',
    })
  }
  await own.disposeAsync()
  const [first, , last] = costs.map(({ value }) => value)
  return [...costs, { name: 'cost_growth@1M', value: (last ?? 0) / (first ?? 1), unit: 'x' }]
}

async function costOf(product: RunningProduct, load: Load, tell: Bench['tell']): Promise<number> {
  const before = cpuMs(product)
  const cell = await runCell(product, load, RATE, SECONDS)
  await quietWithin(product.database, 60_000)
  tell(describeCell(cell))
  return (cpuMs(product) - before) / cell.journeys.leads
}

const cpuMs = (product: RunningProduct) =>
  Object.values(product.usage()).reduce((sum, usage) => sum + usage.cpuMs, 0)
