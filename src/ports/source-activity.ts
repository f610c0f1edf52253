/** What came from one source lately. */
export type SourceActivity = {
  readonly sourceKey: string
  readonly leads: number
  readonly lastReceivedAt: Date
  /** Leads that still wait to be read from the vendor. */
  readonly unread: number
}

/** How often parts of deliveries of one source made no lead, for one reason. */
export type SourceNotices = {
  readonly sourceKey: string
  /** Why, as a stable code. */
  readonly code: string
  readonly count: number
}

/** How sources fare. */
export type SourceActivities = {
  /** Every source of which leads were received since then. Rejects with `Unavailable`. */
  since(time: Date): Promise<readonly SourceActivity[]>
  /** What made no lead since then, the most frequent first. Rejects with `Unavailable`. */
  noticesSince(time: Date): Promise<readonly SourceNotices[]>
}
