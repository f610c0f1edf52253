import * as z from 'zod'
import { type Refused, Unavailable } from '../../domain/failure.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { httpFailure, retryAfter, withinADay } from '../vendor/http-failure.ts'
import type { VendorReply } from '../vendor/vendor-api.ts'

/** When Google says "too often" without saying how long, in milliseconds. */
const DEFAULT_WAIT_MS = 5 * 60_000

/** How Google says, deep within an error, how long to wait: `"30s"`. */
const Quota = z.object({
  details: z.object({ quotaErrorDetails: z.object({ retryDelay: z.string() }) }),
})
/** A stream says its errors within a list. */
const Failed = z.preprocess(
  (body) => (Array.isArray(body) ? body[0] : body),
  z.object({
    error: z.object({
      details: z.array(z.object({ errors: z.array(z.unknown()).optional() })).optional(),
    }),
  }),
)

/**
 * What an error of the Google Ads API means to us: as `httpFailure` under `google-ads-`, with the time
 * Google names for too many calls, and `accessFailure` for what the account may not see. 401 is an
 * answer, and left to the caller, who can fetch another access token.
 */
export function googleFailure(reply: VendorReply, now: Date): Unavailable | Refused | undefined {
  const { status } = reply
  if (status === 401) return undefined
  if (status === 403) return accessFailure('permission', { vendor: 'google-ads', now })
  if (status === 429) {
    const notBefore = saidDelay(reply, now) ?? retryAfter(reply, now)
    return new Unavailable('google-ads-rate-limited', 'google-ads answered 429', {
      notBefore: notBefore ?? new Date(now.getTime() + DEFAULT_WAIT_MS),
    })
  }
  const circumstances = { vendor: 'google-ads', now, defaultWaitMs: DEFAULT_WAIT_MS }
  return httpFailure(reply, { ...circumstances, effect: 'reads' })
}

function saidDelay({ body }: VendorReply, now: Date): Date | undefined {
  const errors = Failed.safeParse(body).data?.error.details?.flatMap(({ errors = [] }) => errors)
  const delays = (errors ?? []).flatMap((error) => {
    const delay = Quota.safeParse(error).data?.details.quotaErrorDetails.retryDelay
    return delay === undefined ? [] : [Number.parseFloat(delay) * 1_000]
  })
  return delays.length === 0 ? undefined : withinADay(now.getTime() + Math.max(...delays), now)
}
