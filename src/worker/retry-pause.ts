import { Unavailable } from '../domain/failure.ts'

const SHORTEST_MS = 250
const LONGEST_MS = 60_000

/**
 * When to try again after so many attempts: twice as long each time, up to a minute, spread by up
 * to half so that what failed together does not come back together; and never before the time the
 * other side named.
 */
export function retryAt(now: Date, attempt: number, error: unknown): Date {
  const pause = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt, 20))
  const spread = pause * (0.75 + Math.random() / 2)
  const named = error instanceof Unavailable ? (error.notBefore?.getTime() ?? 0) : 0
  return new Date(Math.max(now.getTime() + spread, named))
}
