import type { Bench, Measure, Suite } from './suite.ts'
import { type Cell, describeCell, runCell } from './support/cell.ts'
import { decidedWithin } from './support/journeys.ts'
import { type Load, type LoadResult, startLoad } from './support/load.ts'
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
    const load = startLoad(started)
    const working = await withWorker(load, bench)
    const alone = await withoutWorker(load, bench)
    const server = await startHelper('bare-server.ts', started)
    const bare = await maximum(server.url, quick ? 3 : 10, load)
    bench.tell(`bare Fastify at most ${bare.toFixed(0)}/s`)
    const throughput = { unit: 'req/s', control: bare }
    return [
      ...working.latencies,
      { name: 'throughput', value: working.most, ...throughput },
      ...alone.latencies,
      { name: 'throughput+worker_off', value: alone.most, ...throughput },
      ...(await sourceCosts()),
    ]
  },
}

type Accepting = { readonly latencies: readonly Measure[]; readonly most: number }

/** While the journeys of the leads before it go on. */
async function withWorker(load: Load, bench: Bench): Promise<Accepting> {
  const own = bench.started.use(new AsyncDisposableStack())
  const product = await startProduct({ started: own })
  await runCell(product, load, 100, 4)
  const slow = await cellAt(100, product, load, bench)
  const fast = await cellAt(500, product, load, bench)
  await decidedWithin(product.database, bench.quick ? 5_000 : 60_000)
  const most = await maximum(product.url, secondsOf(bench), load)
  bench.tell(`at most ${most.toFixed(0)}/s`)
  await own.disposeAsync()
  return { latencies: [...latencies(100, slow.load), ...latencies(500, fast.load)], most }
}

/** The gateway alone: what accepting costs when nothing else wants the processors. */
async function withoutWorker(load: Load, bench: Bench): Promise<Accepting> {
  const own = bench.started.use(new AsyncDisposableStack())
  const { url } = await startProduct({ started: own, env: { STL_ROLES: 'gateway' } })
  await load.run({ url, rate: 100, seconds: 4 })
  const result = await load.run({ url, rate: 500, seconds: secondsOf(bench) })
  const most = await maximum(url, secondsOf(bench), load)
  bench.tell(
    `without a worker: 500/s p50 ${result.p50.toFixed(0)}, p99 ${result.p99.toFixed(0)} ms; at most ${most.toFixed(0)}/s`,
  )
  await own.disposeAsync()
  return { latencies: latencies(500, result, '+worker_off'), most }
}

const secondsOf = ({ quick }: Bench) => (quick ? 6 : 30)

async function cellAt(
  rate: number,
  product: RunningProduct,
  load: Load,
  bench: Bench,
): Promise<Cell> {
  const cell = await runCell(product, load, rate, secondsOf(bench))
  bench.tell(describeCell(cell))
  return cell
}

const latencies = (rate: number, { p50, p99 }: LoadResult, more = ''): Measure[] => [
  { name: `accept_p50_ms@${rate}rps${more}`, value: p50, unit: 'ms' },
  { name: `accept_p99_ms@${rate}rps${more}`, value: p99, unit: 'ms' },
]

async function maximum(url: string, seconds: number, load: Load): Promise<number> {
  const { accepted, startedAt, endedAt } = await load.run({ url, callers: CALLERS, seconds })
  return (accepted * 1_000) / (endedAt - startedAt)
}
