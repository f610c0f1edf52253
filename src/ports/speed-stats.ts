/** What leads can be grouped by. `hour` is the hour of the day they were received. */
export const SPEED_GROUPINGS = ['source', 'campaign', 'team', 'rep', 'hour', 'tier'] as const
export type SpeedGrouping = (typeof SPEED_GROUPINGS)[number]

/** From the quickest first contact to the slowest. */
export const RESPONSE_BUCKETS = ['<1min', '1-5min', '5-15min', '15-60min', '1-4h', '>4h'] as const
export type ResponseBucket = (typeof RESPONSE_BUCKETS)[number]

/** Which leads to look at: those received in `[from, to)`, without tests. */
export type SpeedQuery = {
  readonly from: Date
  readonly to: Date
  readonly by: SpeedGrouping
  /** The IANA time zone of the hours. */
  readonly timeZone: string
  /** What the share of leads decided in time is computed by: who is late now. */
  readonly now: Date
  /** The team of each rep, for the grouping by team. */
  readonly teamOfRep: ReadonlyMap<string, string>
}

/** Of the leads that came so far; linearly interpolated, in milliseconds. */
export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number }

/** How soon something happened after leads were received. */
export type SpeedFigures = {
  readonly leads: number
  /** Undefined while no lead of the group came so far. */
  readonly decidedMs: Percentiles | undefined
  readonly acknowledgedMs: Percentiles | undefined
  readonly firstContactMs: Percentiles | undefined
  /** Of the leads whose ten seconds are over or that are decided: the share decided within ten. */
  readonly decidedInTime: number | undefined
}

/** The leads of one source, campaign, team, rep, hour or tier; without a key, those with none. */
export type SpeedGroup = SpeedFigures & { readonly key: string | undefined }

/** What became of the leads whose first contact took so long. */
export type Conversion = {
  readonly bucket: ResponseBucket
  readonly leads: number
  readonly withOutcome: number
  readonly qualified: number
  readonly meeting: number
  readonly won: number
  /** Of those with an outcome, the share that is qualified, has a meeting, or is won. */
  readonly converted: number | undefined
}

/** Answers how soon leads were decided and responded to, from the leads themselves. */
export type SpeedStats = {
  /**
   * Resolves with the figures of all leads, of each group (largest first, at most 500), and of
   * each response time. Rejects with `Unavailable` (`database-down`).
   */
  speed(query: SpeedQuery): Promise<{
    readonly total: SpeedFigures
    readonly groups: readonly SpeedGroup[]
    readonly conversion: readonly Conversion[]
  }>
}
