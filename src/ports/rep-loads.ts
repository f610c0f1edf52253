import type { RepLoad } from '../domain/capacity.ts'
import type { RepId } from '../domain/ids.ts'

/** How many leads reps have. */
export type RepLoads = {
  /** What each of these reps has, had within the longest window, and what waits for them. */
  of(repIds: readonly RepId[], at: Date): Promise<ReadonlyMap<RepId, RepLoad>>
}
