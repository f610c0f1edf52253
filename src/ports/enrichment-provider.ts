import type { Enrichment } from '../domain/lead-parts.ts'

/** Whom and what to look up. Only fields that are known are given. */
export type EnrichmentSubject = {
  readonly email?: string
  /** The mail domain, unless it is a free or throwaway one. */
  readonly companyDomain?: string
  readonly phoneCountry?: string
  readonly title?: string
  readonly company?: string
}

/** What one look-up gave. */
export type EnrichmentAnswer =
  | { readonly outcome: 'found' | 'cached'; readonly enrichment: Enrichment }
  | { readonly outcome: 'not-found' }

/** Knows more about a person or company than the form says. */
export type EnrichmentProvider = {
  readonly name: string
  /** It charges for look-ups, so that it is not asked about canaries. */
  readonly charges?: true

  /**
   * Gives up when the signal aborts. Rejects with `Unavailable` when asking later may help, and
   * with `Refused` when it cannot (a bad key, credit used up). Reads only: calling twice is safe.
   */
  lookUp(subject: EnrichmentSubject, signal: AbortSignal): Promise<EnrichmentAnswer>
}
