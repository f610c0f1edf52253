import type { EnrichmentAnswer } from './enrichment-provider.ts'

/** Remembers answers of providers, so that a person is paid for once. Erasable by subject. */
export type EnrichmentCache = {
  /** Undefined when nothing fresh is kept. */
  read(provider: string, subject: string): Promise<EnrichmentAnswer | undefined>
  /** Keeps the answer until `expiresAt`; a second write of the same subject replaces the first. */
  write(provider: string, subject: string, answer: EnrichmentAnswer, expiresAt: Date): Promise<void>
}
