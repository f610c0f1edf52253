import type { ListAnswers, ListAsked } from '../domain/segments/judge-segments.ts'

/** The lists of segments, as leads are looked up in them. */
export type SegmentLists = {
  /**
   * Resolves with what the lists in use hold, as of now: what another process has loaded counts at
   * once. A segment without a list for that field is left out. Look-ups at the same time share a
   * statement. Rejects with `Unavailable` (`database-down`).
   */
  lookUp(asked: readonly ListAsked[]): Promise<ListAnswers>
}
