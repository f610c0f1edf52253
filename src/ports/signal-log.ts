import type { SignalBatch } from '../domain/signal.ts'

/** How many signals are taken on one day (UTC). */
export type SignalLimits = {
  /** Of one visitor; of one session, when the visitor is not known. */
  readonly perVisitorPerDay: number
  /** Of one source, so that nobody fills the database by inventing visitors. */
  readonly perSourcePerDay: number
}

/** Keeps what visitors of pages did. */
export type SignalLog = {
  /**
   * Resolves once the signals are committed, with the ids of those that were too many and are not
   * kept. One whose id is known changes nothing and counts as kept.
   *
   * Rejects with `Unavailable` (`database-down`) when nothing was committed.
   */
  keep(batch: SignalBatch, limits: SignalLimits): Promise<ReadonlySet<string>>
}
