import { inProcessRateLimiter } from '../adapters/in-process/rate-limiter.ts'
import { redisRateLimiter } from '../adapters/redis/rate-limiter.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Platform } from './platform.ts'

/** Who counts for the rate limits: this process alone or, with a Redis, all that share it. */
export function rateLimitsOf({ config, telemetry, log }: Platform): {
  readonly limiter: RateLimiter
  close(): void
} {
  const alone = inProcessRateLimiter()
  if (config.redisUrl === undefined) return { limiter: alone, close: () => undefined }
  const limiter = redisRateLimiter({
    url: config.redisUrl.reveal(),
    fallback: alone,
    onFallback: () => telemetry.metrics.count('stl_rate_limit_fallbacks_total', {}),
    onBroken: (code) =>
      log.warn({ code }, 'Redis is away: rate limits hold for each process alone'),
  })
  return { limiter, close: () => limiter.close() }
}
