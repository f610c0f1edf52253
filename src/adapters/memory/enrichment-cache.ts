import type { Clock } from '../../ports/clock.ts'
import type { EnrichmentCache } from '../../ports/enrichment-cache.ts'
import type { EnrichmentAnswer } from '../../ports/enrichment-provider.ts'

/** Keeps answers as long as the process lives. */
export function memoryEnrichmentCache(clock: Clock = () => new Date()): EnrichmentCache {
  const kept = new Map<string, { answer: EnrichmentAnswer; expiresAt: Date }>()
  const keyOf = (provider: string, subject: string) => `${provider} ${subject.toLowerCase()}`

  return {
    async read(provider, subject) {
      const entry = kept.get(keyOf(provider, subject))
      return entry && entry.expiresAt > clock() ? entry.answer : undefined
    },
    async write(provider, subject, answer, expiresAt) {
      kept.set(keyOf(provider, subject), { answer, expiresAt })
    },
  }
}
