/** Counts requests by name, in windows of a minute that begin with the first. */
export type RateLimiter = {
  /**
   * Counts one. Resolves with undefined while the window has no more than `perMinute`, else with the
   * milliseconds until it ends. Never rejects: without an answer nobody is turned away.
   */
  take(name: string, perMinute: number): Promise<number | undefined>
}
