/** What came from one source lately. */
export type SourceActivity = {
  readonly sourceKey: string
  readonly leads: number
  readonly lastReceivedAt: Date
  /** Leads that still wait to be read from the vendor. */
  readonly unread: number
}

/** How sources fare. */
export type SourceActivities = {
  /** Every source of which leads were received since then. Rejects with `Unavailable`. */
  since(time: Date): Promise<readonly SourceActivity[]>
}
