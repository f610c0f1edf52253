import { createHash } from 'node:crypto'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimiter } from '../../ports/rate-limiter.ts'
import { redisConnection } from './connection.ts'

/** A count is worth no more of a person's time than this. */
const TIME_LIMIT_MS = 200
type Parts = {
  readonly url: string
  /** Counts while Redis does not answer. */
  readonly fallback: RateLimiter
  /** Told of every count that was the fallback's. */
  readonly onFallback: () => void
  /** Told once when the connection breaks, and again when it breaks after it had come back. */
  readonly onBroken: (code: string) => void
  /** How long Redis may take for one count, in milliseconds. */
  readonly timeLimitMs?: number
}

/** Counts what all processes see that share a Redis. Names are hashed: they may contain addresses. */
export function redisRateLimiter({
  url,
  fallback,
  onFallback,
  onBroken,
  timeLimitMs = TIME_LIMIT_MS,
}: Parts) {
  const redis = redisConnection({ url, timeLimitMs, onBroken })
  const limiters = new Map<number, RateLimiterRedis>()
  const limiterOf = (perMinute: number) => {
    const known = limiters.get(perMinute)
    if (known !== undefined) return known
    const made = new RateLimiterRedis({
      ...{ storeClient: redis, points: perMinute, duration: 60 },
      ...{ keyPrefix: 'stl-rate', rejectIfRedisNotReady: true },
    })
    limiters.set(perMinute, made)
    return made
  }

  const limiter: RateLimiter = {
    async take(name, perMinute) {
      try {
        await limiterOf(perMinute).consume(hashed(name))
        return undefined
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
        onFallback()
        return await fallback.take(name, perMinute)
      }
    },
  }
  return { ...limiter, close: () => redis.disconnect() }
}

const hashed = (name: string) => createHash('sha256').update(name).digest('base64url')
