import type { Outcome } from '../domain/lead-event.ts'

/** What leads can be counted by: where an advert or a page says they come from. */
export const CAMPAIGN_GROUPINGS = ['campaign', 'ad-group', 'ad', 'form', 'source'] as const
export type CampaignGrouping = (typeof CAMPAIGN_GROUPINGS)[number]

/** Which leads to count: those received in `[from, to)`, without tests. */
export type CampaignQuery = {
  readonly from: Date
  readonly to: Date
  readonly by: CampaignGrouping
  /** How many groups to answer with, the largest first. */
  readonly limit: number
}

/** Of the leads that came so far; linearly interpolated, in milliseconds. */
type Middle = { readonly p50: number; readonly p95: number }

/** What became of leads. */
export type CampaignFigures = {
  readonly leads: number
  readonly decided: number
  /** Those that have a rep now. */
  readonly assigned: number
  readonly contacted: number
  /** From receipt; undefined while no lead of the group came so far. */
  readonly decidedMs: Middle | undefined
  readonly firstContactMs: Middle | undefined
  readonly outcomes: { readonly [O in Outcome]: number }
}

/** The leads of one campaign, ad group, ad, form or source. */
export type CampaignGroup = CampaignFigures & {
  /** The id, or the name where the lead has no id; undefined for the leads that have neither. */
  readonly key: string | undefined
  /** What the latest of the leads that said a name called it. */
  readonly saidName: string | undefined
}

/** Answers what came of campaigns, from the leads themselves. */
export type CampaignStats = {
  /**
   * Resolves with the figures of all leads, of the largest groups, and with how many groups there are.
   * Reads the leads of the time only. Rejects with `Unavailable` (`database-down`).
   */
  campaigns(query: CampaignQuery): Promise<{
    readonly total: CampaignFigures
    readonly groups: readonly CampaignGroup[]
    readonly groupCount: number
  }>
}
