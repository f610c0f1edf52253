import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimiter } from '../../ports/rate-limiter.ts'

/** Counts what this process sees. */
export function inProcessRateLimiter(): RateLimiter {
  const limiters = new Map<number, RateLimiterMemory>()
  const limiterOf = (perMinute: number) => {
    const known = limiters.get(perMinute)
    if (known !== undefined) return known
    const made = new RateLimiterMemory({ points: perMinute, duration: 60 })
    limiters.set(perMinute, made)
    return made
  }

  return {
    async take(name, perMinute) {
      try {
        await limiterOf(perMinute).consume(name)
        return undefined
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
        throw refusal
      }
    },
  }
}
