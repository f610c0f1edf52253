import { type Cell, describeCell, runCell } from './cell.ts'
import { quietWithin } from './journeys.ts'
import type { Load } from './load.ts'
import type { RunningProduct } from './running-product.ts'

type Search = {
  readonly product: RunningProduct
  readonly load: Load
  readonly quick: boolean
  /** A rate that is known to be kept up; the search begins above it. */
  readonly from: number
  tell(text: string): void
}

const RAMP_FACTOR = 1.4
const RAMP_STEP_SECONDS = 1
/** The rate looked for lies between the last step kept and the next, so the first cell does too. */
const FIRST_CELL_FACTOR = 1.15
/** Above this no machine of ours gets, and the search ends. */
const HIGHEST = 5_000

/**
 * The highest rate that keeps up, as a whole cell of its own: first a ramp of short steps, up to
 * the one that is not kept up; then cells below it, each a step lower, until one keeps up. A full
 * run goes up again from there by smaller steps, and confirms the last for five minutes.
 */
export async function findSustainedRate(search: Search): Promise<Cell | undefined> {
  const kept = await ramp(search)
  const first = await confirmed(
    search,
    kept * FIRST_CELL_FACTOR,
    search.quick ? 6 : 30,
    search.quick ? 3 : 6,
  )
  if (search.quick || first === undefined) return first
  const higher = await climb(search, first)
  return confirmed(search, higher.rate, 300, 4)
}

/** The last rate of short steps upwards before one is not kept up. */
async function ramp({ product, load, from, tell }: Search): Promise<number> {
  let kept = from
  for (let rate = from * RAMP_FACTOR; rate < HIGHEST; rate *= RAMP_FACTOR) {
    const cell = await runCell(product, load, Math.round(rate), RAMP_STEP_SECONDS)
    tell(`step ${describeCell(cell)}`)
    if (!cell.keepsUp) break
    kept = cell.rate
  }
  return kept
}

/** The first cell that keeps up, from that rate downwards. */
async function confirmed(
  search: Search,
  from: number,
  seconds: number,
  attempts: number,
): Promise<Cell | undefined> {
  let rate = from
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const cell = await cellOf(search, Math.round(rate), seconds)
    if (cell.keepsUp) return cell
    rate *= 0.85
  }
  return undefined
}

async function climb(search: Search, from: Cell): Promise<Cell> {
  let best = from
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const cell = await cellOf(search, Math.round(best.rate * 1.1), 30)
    if (!cell.keepsUp) break
    best = cell
  }
  return best
}

/** Each cell begins with nothing left over from the one before. */
async function cellOf(
  { product, load, quick, tell }: Search,
  rate: number,
  seconds: number,
): Promise<Cell> {
  if (!(await quietWithin(product.database, quick ? 3_000 : 120_000)))
    tell('still busy with what was before')
  const cell = await runCell(product, load, rate, seconds)
  tell(describeCell(cell))
  return cell
}
