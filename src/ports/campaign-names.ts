import type { NamedKind } from '../domain/attribution.ts'

/** A vendor of adverts, who is asked what they are called. */
export type CampaignNames = {
  /** How many ids of one kind it is asked for at once. */
  readonly batchSize: number
  /**
   * Resolves with the names by id, without those that are not there, not ours, or have no name.
   * Asking twice changes nothing.
   *
   * Rejects with `Unavailable` while the vendor is away, limits us, or does not accept our token
   * (`source-token-expired`), and with `source-permission-missing` when the token may not ask for this
   * kind at all; with `Refused` when it will never do.
   */
  namesOf(
    kind: NamedKind,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>
}
