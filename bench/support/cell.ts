import { setTimeout as wait } from 'node:timers/promises'
import {
  decidedWithin,
  followersShare,
  type Journeys,
  journeysBetween,
  travelling,
} from './journeys.ts'
import type { Load, LoadResult } from './load.ts'
import type { RunningProduct } from './running-product.ts'

/** What one rate, kept for some seconds, came to. */
export type Cell = {
  readonly rate: number
  readonly load: LoadResult
  readonly journeys: Journeys
  /** Share of the follower tasks that fell due and were done while the load went on. */
  readonly followers: number
  readonly keepsUp: boolean
}

/** Above this p99, in milliseconds from capture to decision, a rate does not count as kept up. */
const KEEPS_UP_MS = 1_000
/** With as many leads on their way as come in this time the cell is lost, and going on only makes it longer to drain. */
const HOPELESS_MS = 2_000
/** Leads captured last get this long to be decided before they count as undecided. */
const AFTERWARDS_MS = 3_000
const LOOK_EVERY_MS = 250

/**
 * Loads the product at a rate and looks how its leads fare. With `cut` the load ends early
 * when it is clear that the product does not keep up.
 */
export async function runCell(
  product: RunningProduct,
  load: Load,
  rate: number,
  seconds: number,
  { cut = false }: { cut?: boolean } = {},
): Promise<Cell> {
  const { database } = product
  const hopelessAt = (rate * HOPELESS_MS) / 1_000
  const watch = watchBacklog(product, hopelessAt, cut ? load.cut : () => undefined)
  const result = await load.run({ url: product.url, rate, seconds })
  const hopeless = await watch.stop()
  const followers = await followersShare(database, result.startedAt, result.endedAt)
  await decidedWithin(database, cut && hopeless ? 0 : AFTERWARDS_MS)
  const journeys = await journeysBetween(database, result.startedAt, result.endedAt)
  const keepsUp = !hopeless && journeys.p99 < KEEPS_UP_MS && result.accepted === result.sent
  return { rate, load: result, journeys, followers, keepsUp }
}

function watchBacklog({ database }: RunningProduct, hopelessAt: number, whenHopeless: () => void) {
  const ended = new AbortController()
  const watching = (async () => {
    while (!ended.signal.aborted) {
      if ((await travelling(database)) > hopelessAt) {
        whenHopeless()
        return true
      }
      await wait(LOOK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
    }
    return false
  })()
  return {
    /** Resolves to whether it was hopeless. */
    stop: () => {
      ended.abort()
      return watching
    },
  }
}

/** One line for the terminal. */
export function describeCell({ rate, load, journeys, followers, keepsUp }: Cell): string {
  const ms = (value: number) => `${Math.round(value)}`
  return (
    `${rate}/s: accepted ${load.accepted} of ${load.sent} (p50 ${ms(load.p50)}, p99 ${ms(load.p99)} ms); ` +
    `${journeys.assigned} of ${journeys.leads} assigned ` +
    `(p50 ${ms(journeys.p50)}, p95 ${ms(journeys.p95)}, p99 ${ms(journeys.p99)} ms)` +
    `${journeys.undecided > 0 ? `, ${journeys.undecided} undecided` : ''}` +
    `; followers did ${Math.round(followers * 100)}% of theirs${keepsUp ? '' : '; does not keep up'}${faults(load)}`
  )
}

const faults = ({ statuses }: LoadResult) => {
  const other = Object.entries(statuses).filter(([status]) => !status.startsWith('2'))
  return other.length === 0
    ? ''
    : `; answers ${other.map(([what, n]) => `${what}: ${n}`).join(', ')}`
}
