import type { Refused } from '../../domain/failure.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EnrichmentCache } from '../../ports/enrichment-cache.ts'
import type { EnrichmentAnswer, EnrichmentProvider } from '../../ports/enrichment-provider.ts'
import { httpFailure, withinADay } from '../vendor/http-failure.ts'
import { readBody, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { ClearbitRecord, enrichmentFrom } from './clearbit-record.ts'

export type ClearbitSettings = {
  readonly apiKey: string
  readonly baseUrl: string
  readonly cache: EnrichmentCache
  readonly timeLimitMs: number
  /** How long an answer is kept, in days; at 0 nothing is. */
  readonly cacheDays: number
  readonly clock?: Clock
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** Someone unknown today may be known tomorrow, so "not found" is kept for a day at most. */
const NOT_FOUND_DAYS = 1
/** A look-up that was queued takes a couple of seconds (Clearbit's help centre). */
const PENDING_MS = 5_000
/** Limits are per minute. */
const DEFAULT_WAIT_MS = 60_000

/**
 * Asks Clearbit's combined look-up for the person and company behind an e-mail address. Answers
 * are kept, also "not found", so that a person is paid for once.
 *
 * Rejects with the codes of `vendorApi` and `httpFailure` under `clearbit-`, and with
 * `Unavailable` (`clearbit-pending`, with `notBefore`) while Clearbit is still searching.
 */
export function clearbitProvider(settings: ClearbitSettings): EnrichmentProvider & Guarded {
  const { apiKey, baseUrl, cache, timeLimitMs, cacheDays, clock = () => new Date() } = settings
  const api = vendorApi({
    vendor: 'clearbit',
    baseUrl,
    timeLimitMs,
    concurrency: 200,
    headers: { authorization: `Bearer ${apiKey}`, 'x-api-version': '2019-12-19' },
    failureOf: (reply) => failureOf(reply, clock()),
  })

  return {
    name: 'clearbit',
    charges: true,
    circuit: api.circuit,
    async lookUp({ email }, signal) {
      if (email === undefined) return { outcome: 'not-found' }
      const kept = await cache.read('clearbit', email)
      if (kept !== undefined) return fromCache(kept)

      const path = '/v2/combined/find'
      const reply = await api.call(
        { method: 'GET', path, query: { email }, effect: 'reads' },
        signal,
      )
      const answer = answerIn(reply)
      const days = answer.outcome === 'found' ? cacheDays : Math.min(cacheDays, NOT_FOUND_DAYS)
      const expiresAt = new Date(clock().getTime() + days * DAY_MS)
      if (days > 0) await cache.write('clearbit', email, answer, expiresAt)
      return answer
    },
  }
}

const fromCache = (kept: EnrichmentAnswer): EnrichmentAnswer =>
  kept.outcome === 'not-found' ? kept : { ...kept, outcome: 'cached' }

function answerIn(reply: VendorReply): EnrichmentAnswer {
  if (reply.status === 404) return { outcome: 'not-found' }
  const enrichment = enrichmentFrom(readBody('clearbit', ClearbitRecord, reply, 'reads'))
  return enrichment === undefined ? { outcome: 'not-found' } : { outcome: 'found', enrichment }
}

function failureOf(reply: VendorReply, now: Date): Unavailable | Refused | undefined {
  if (reply.status === 404) return undefined
  if (reply.status === 202) {
    const notBefore = new Date(now.getTime() + PENDING_MS)
    return new Unavailable('clearbit-pending', 'Clearbit is still searching', { notBefore })
  }
  const untilReset = withinADay(Number(reply.header('x-ratelimit-reset') ?? 'NaN') * 1_000, now)
  const defaultWaitMs = untilReset ? untilReset.getTime() - now.getTime() : DEFAULT_WAIT_MS
  return httpFailure(reply, { vendor: 'clearbit', effect: 'reads', now, defaultWaitMs })
}
