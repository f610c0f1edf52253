import * as z from 'zod'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { httpFailure, retryAfter } from '../vendor/http-failure.ts'
import type { VendorReply } from '../vendor/vendor-api.ts'
import type { Effect } from '../vendor/vendor-guard.ts'

/** Twilio limits calls at once, so a moment is enough where it names no time. */
const DEFAULT_WAIT_MS = 2_000

const TwilioError = z.object({ code: z.number() })

/** The number cannot be written to by text message (twilio.com/docs/api/errors). */
const BAD_NUMBER = new Set([21211, 21214, 21217, 21407, 21614])
/** Our account or sender may not do this. */
const DENIED = new Set([20003, 20005, 20404, 21408, 21606, 21612, 21659, 21660, 21701, 30034])
/** The queue of our sender is full: nothing was taken. */
const QUEUE_FULL = 21611
const TOO_MANY = 20429
const OPTED_OUT = 21610

/**
 * What a reply of Twilio's means. Its error code says more than the status: `Refused` with
 * `twilio-number-invalid`, `twilio-opted-out` and `twilio-denied`; otherwise as `httpFailure`.
 */
export function twilioFailure(
  reply: VendorReply,
  effect: Effect,
  now: Date,
): Unavailable | Refused | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined
  const error = TwilioError.safeParse(reply.body)
  const code = error.success ? error.data.code : 0
  const message = `Twilio answered ${reply.status} with error ${code}`
  if (BAD_NUMBER.has(code)) return new Refused('twilio-number-invalid', message)
  if (code === OPTED_OUT) return new Refused('twilio-opted-out', message)
  if (DENIED.has(code)) return new Refused('twilio-denied', message)
  if (code === QUEUE_FULL || code === TOO_MANY) {
    const notBefore = retryAfter(reply, now) ?? new Date(now.getTime() + DEFAULT_WAIT_MS)
    return new Unavailable('twilio-rate-limited', message, { notBefore })
  }
  const circumstances = { vendor: 'twilio', effect, now }
  return httpFailure(reply, { ...circumstances, defaultWaitMs: DEFAULT_WAIT_MS })
}
