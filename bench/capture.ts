import type { Bench, Measure, Suite } from './suite.ts'
import { type Cell, describeCell, runCell } from './support/cell.ts'
import { decidedWithin } from './support/journeys.ts'
import { type Load, startLoad } from './support/load.ts'
import { type RunningProduct, startProduct } from './support/running-product.ts'
import { sourceCosts } from './support/source-cost.ts'
import { startHelper } from './support/start-helper.ts'

/** Callers at once where the most that can be accepted is looked for. */
const CALLERS = 64

/**
 * How fast a delivery is verified, validated, committed and answered while the journeys of the
 * leads before it go on, and how many a second at most, compared with Fastify alone.
 */
export const capture: Suite = {
  name: 'capture',
  async run(bench) {
    const { started, quick } = bench
    const seconds = quick ? 6 : 30
    const product = await startProduct({ started })
    const load = startLoad(started)
    await runCell(product, load, 100, 4)
    const slow = await cellAt(100, seconds, product, load, bench)
    const fast = await cellAt(500, seconds, product, load, bench)
    await decidedWithin(product.database, quick ? 5_000 : 60_000)

    const most = await maximum(product.url, seconds, load)
    const bare = await maximum(await startHelper('bare-server.ts', started), quick ? 3 : 10, load)
    bench.tell(`at most ${most.toFixed(0)}/s; bare Fastify ${bare.toFixed(0)}/s`)
    return [
      ...latencies(slow),
      ...latencies(fast),
      { name: 'throughput', value: most, unit: 'req/s', control: bare },
      ...(await sourceCosts()),
    ]
  },
}

async function cellAt(
  rate: number,
  seconds: number,
  product: RunningProduct,
  load: Load,
  { tell }: Bench,
) {
  const cell = await runCell(product, load, rate, seconds)
  tell(describeCell(cell))
  return cell
}

const latencies = ({ rate, load: { p50, p99 } }: Cell): Measure[] => [
  { name: `accept_p50_ms@${rate}rps`, value: p50, unit: 'ms' },
  { name: `accept_p99_ms@${rate}rps`, value: p99, unit: 'ms' },
]

async function maximum(url: string, seconds: number, load: Load): Promise<number> {
  const { accepted, startedAt, endedAt } = await load.run({ url, callers: CALLERS, seconds })
  return (accepted * 1_000) / (endedAt - startedAt)
}
