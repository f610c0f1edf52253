import { type Cell, describeCell, runCell } from './cell.ts'
import { decidedWithin, quietWithin } from './journeys.ts'
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

const RAMP_FACTOR = 1.5
const RAMP_STEP_SECONDS = 1.5
/** A burst is easier to keep up with than a whole cell, so the ramp ends at a lower p99. */
const RAMP_LIMIT_MS = 500
const STEP_DOWN = 0.8
const STEP_UP = 1.2
/** Above this no machine of ours gets, and the search ends. */
const HIGHEST = 5_000

/**
 * The highest rate that keeps up, as a whole cell of its own: first a ramp of short steps, up to
 * the one that is not kept up; then cells below it, each a step lower, until one keeps up, or a step
 * higher while they do. A full run confirms the highest for five minutes.
 */
export async function findSustainedRate(search: Search): Promise<Cell | undefined> {
  const { quick } = search
  const kept = await ramp(search)
  const first = await confirmed(search, kept, quick ? 6 : 30, quick ? 3 : 6)
  if (first === undefined) return undefined
  // Only when it kept up at once: after a lower cell the higher one is known to fail.
  const highest = first.rate === Math.round(kept) ? await climb(search, first) : first
  return quick ? highest : confirmed(search, highest.rate, 300, 6)
}

/** The last rate of short steps upwards before one is not kept up. */
async function ramp({ product, load, from, tell }: Search): Promise<number> {
  let kept = from
  for (let rate = from * RAMP_FACTOR; rate < HIGHEST; rate *= RAMP_FACTOR) {
    const cell = await runCell(product, load, Math.round(rate), RAMP_STEP_SECONDS, {
      cut: true,
    })
    tell(`step ${describeCell(cell)}`)
    if (!cell.keepsUp || cell.journeys.p99 > RAMP_LIMIT_MS) break
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
    rate *= STEP_DOWN
  }
  return undefined
}

async function climb(search: Search, from: Cell): Promise<Cell> {
  let best = from
  for (let attempt = 0; attempt < (search.quick ? 1 : 4); attempt += 1) {
    const cell = await cellOf(search, Math.round(best.rate * STEP_UP), search.quick ? 6 : 30)
    if (!cell.keepsUp) break
    best = cell
  }
  return best
}

/** A cell begins with every lead decided; in a full run the followers too are done. */
async function cellOf(
  { product, load, quick, tell }: Search,
  rate: number,
  seconds: number,
): Promise<Cell> {
  await decidedWithin(product.database, quick ? 8_000 : 60_000)
  if (!quick) await quietWithin(product.database, 120_000)
  const cell = await runCell(product, load, rate, seconds, { cut: true })
  tell(describeCell(cell))
  return cell
}
