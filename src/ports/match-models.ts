import type { Learned, Lesson, PairLabel } from '../domain/matching/learn-model.ts'
import type { MatchModel } from '../domain/matching/match-model.ts'

/** What this installation has learned about how its contacts agree. */
export type MatchModels = {
  /**
   * The latest one, at most about a minute old; the shipped one as long as nothing was learned.
   * Rejects with `Unavailable` when it was never read and cannot be.
   */
  current(): Promise<MatchModel>
}

/** How much there is to learn from, and how much there was when the latest model was made. */
export type LearningProgress = {
  readonly contacts: number
  readonly labels: number
  readonly before: { readonly contacts: number; readonly labels: number }
}

/** What models are learned from, and where they are kept. All reject with `Unavailable`. */
export type MatchLessons = {
  /** True for one caller when it is time to look whether there is more to learn; next time `again`. */
  takeTurn(at: Date, again: Date): Promise<boolean>
  progress(): Promise<LearningProgress>
  /** What the latest leads said of their persons; at most 10,000. */
  lessons(): Promise<readonly Lesson[]>
  /** What people said about pairs of contacts, the latest word about each; at most 10,000. */
  labels(): Promise<readonly PairLabel[]>
  /** Keeps a model as the next version, which is what it resolves with. */
  keep(
    learned: Learned,
    from: { readonly contacts: number; readonly lessons: number; readonly labels: number },
  ): Promise<number>
}
