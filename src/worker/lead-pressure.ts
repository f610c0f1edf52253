import type { StageRun, Watch } from '../ports/stage-run.ts'

/** How hard it is for leads to get through. */
export type LeadPressure = {
  /** To be told about every run of a stage. */
  readonly watch: Watch<StageRun>
  /** True while decisions take so long that leads need what there is of processor and database. */
  isHigh(): boolean
}

/** A decision commits within some tens of milliseconds, and with a lock that others want within a hundred. */
const SLOW_MS = 200
/** What was decided longer ago, and longer than decisions take, says nothing about now. */
const FRESH_MS = 1_000
/** How much the latest decision counts: the mean is one of about the last twenty, a batch or two. */
const WEIGHT = 0.05
/** They ask nobody outside, so that a slow vendor is not taken for a lack of processor or database. */
const DECIDING: ReadonlySet<string> = new Set(['dedupe', 'assign'])

/**
 * Measures the pressure by how long the decisions of this process take. A process that hosts neither
 * `dedupe` nor `assign` never sees any.
 */
export function leadPressure(now = () => performance.now()): LeadPressure {
  let meanMs = 0
  let latest = Number.NEGATIVE_INFINITY
  const isFresh = (at: number) => at - latest <= Math.max(FRESH_MS, 2 * meanMs)

  return {
    watch({ stage, startedMs, ms }) {
      if (!DECIDING.has(stage)) return
      const at = startedMs + ms
      meanMs = isFresh(at) ? meanMs + WEIGHT * (ms - meanMs) : ms
      latest = Math.max(latest, at)
    },
    isHigh: () => meanMs > SLOW_MS && isFresh(now()),
  }
}
