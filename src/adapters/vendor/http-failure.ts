import { Refused, Unavailable } from '../../domain/failure.ts'
import type { VendorReply } from './vendor-api.ts'
import type { Effect } from './vendor-guard.ts'

/** No vendor may put us off for longer than a day, in milliseconds. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000

/** What judging a reply needs to know besides the reply. */
export type Circumstances = {
  readonly vendor: string
  readonly effect: Effect
  readonly now: Date
  /** How long to wait when the vendor says "too often" without saying how long. */
  readonly defaultWaitMs: number
}

/**
 * What an HTTP status means to us when a vendor has no words of its own for it: `Refused` for a
 * bad key (`<vendor>-denied`) and for a request that will never do (`<vendor>-rejected`);
 * `Unavailable` for too many calls (`<vendor>-rate-limited`, with `notBefore`) and for its own
 * trouble (`<vendor>-failed`), after which a write may have taken effect. Undefined for 2xx.
 */
export function httpFailure(
  reply: VendorReply,
  { vendor, effect, now, defaultWaitMs }: Circumstances,
): Unavailable | Refused | undefined {
  const { status } = reply
  if (status >= 200 && status < 300) return undefined
  const message = `${vendor} answered ${status}`

  if (status === 401 || status === 403) return new Refused(`${vendor}-denied`, message)
  if (status === 429) {
    const notBefore = retryAfter(reply, now) ?? new Date(now.getTime() + defaultWaitMs)
    return new Unavailable(`${vendor}-rate-limited`, message, { notBefore })
  }
  if (status === 408 || status >= 500) {
    return new Unavailable(`${vendor}-failed`, message, { mayHaveHappened: effect === 'writes' })
  }
  return new Refused(`${vendor}-rejected`, message)
}

/** The time named by `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfter(reply: VendorReply, now: Date): Date | undefined {
  const value = reply.header('retry-after')
  if (value === undefined) return undefined
  const at = /^\d+$/.test(value) ? now.getTime() + Number(value) * 1_000 : Date.parse(value)
  return withinADay(at, now)
}

/** That moment as a date, at most a day from now; undefined when it is no moment. */
export function withinADay(atMs: number, now: Date): Date | undefined {
  return Number.isNaN(atMs) ? undefined : new Date(Math.min(atMs, now.getTime() + LONGEST_WAIT_MS))
}
