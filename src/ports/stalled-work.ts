/** The second net under the queue: work that should have moved and did not. */
export type StalledWork = {
  /**
   * Gives new jobs to leads that are long past their deadline and to open tasks long past their
   * time, unless they are dead letters or still have a job, be it a postponed one; and sends leads
   * on their way that wait by rules that are no longer active. Resolves with how many it woke; of
   * several processes at once, one looks and the others find nothing.
   */
  wake(): Promise<{ readonly leads: number; readonly tasks: number }>
  /** Deletes some of what has outlived its use, so that called again and again it deletes all. */
  clearAway(): Promise<number>
}
