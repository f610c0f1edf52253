import { Unavailable } from '../domain/failure.ts'

/** How long a rep is kept waiting for a channel before the next one is tried, in milliseconds. */
const PATIENCE_MS = 2_000
/** So many attempts in a row take about as long. */
const PATIENT_ATTEMPTS = 3

/** What has taken longer than that already, or will. */
const TOO_LATE = ['-circuit-open', '-timeout']

/**
 * Whether a channel that failed may still tell the rep in time: neither its breaker nor its limit says
 * that it will not, it did not keep us waiting for its answer, and it has not failed again and again. Attempts are counted from 0. A fault of ours is
 * as good as a channel that is down.
 */
export function isInTime(failure: unknown, attempt: number, now: Date): boolean {
  if (!(failure instanceof Unavailable)) return false
  if (TOO_LATE.some((ending) => failure.code.endsWith(ending))) return false
  if (attempt + 1 >= PATIENT_ATTEMPTS) return false
  return (failure.notBefore?.getTime() ?? 0) - now.getTime() <= PATIENCE_MS
}
