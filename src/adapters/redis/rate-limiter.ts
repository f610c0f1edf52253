import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimiter } from '../../ports/rate-limiter.ts'

/** A count is worth no more of a person's time than this. */
const TIME_LIMIT_MS = 200
/** A server that is away is looked for this often at most. */
const LONGEST_PAUSE_MS = 2_000

type Parts = {
  readonly url: string
  /** Counts while Redis does not answer. */
  readonly fallback: RateLimiter
  /** Told of every count that was the fallback's. */
  readonly onFallback: () => void
  /** Told once when the connection breaks, and again when it breaks after it had come back. */
  readonly onBroken: (code: string) => void
}

/** Counts what all processes see that share a Redis. Names are hashed: they may contain addresses. */
export function redisRateLimiter({ url, fallback, onFallback, onBroken }: Parts) {
  const redis = new Redis(url, {
    // Nobody waits for a server that is away: the fallback counts at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIME_LIMIT_MS,
    connectTimeout: LONGEST_PAUSE_MS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
  })
  tellOnce(redis, onBroken)

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

function tellOnce(redis: Redis, onBroken: Parts['onBroken']): void {
  let isTold = false
  redis.on('ready', () => {
    isTold = false
  })
  redis.on('error', (error: NodeJS.ErrnoException) => {
    if (!isTold) onBroken(error.code ?? error.name)
    isTold = true
  })
}

const hashed = (name: string) => createHash('sha256').update(name).digest('base64url')
