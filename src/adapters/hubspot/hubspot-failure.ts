import * as z from 'zod'
import { type Refused, Unavailable } from '../../domain/failure.ts'
import { httpFailure, retryAfter } from '../vendor/http-failure.ts'
import type { VendorReply } from '../vendor/vendor-api.ts'
import type { Effect } from '../vendor/vendor-guard.ts'

const RateLimited = z.object({ policyName: z.string() })

/** How long each limit lasts, in milliseconds. A daily one is asked about again every hour. */
const WAIT_MS: Readonly<Record<string, number>> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: 10_000,
  DAILY: 3_600_000,
}

/** HubSpot locks a record for about this long while something else changes it, in milliseconds. */
const LOCKED_MS = 2_000

/**
 * What a status of HubSpot's means to us: as `httpFailure` says, and `Unavailable`
 * (`hubspot-locked`, with `notBefore`) for a locked record or an account that is being moved. Not
 * found, when reading, and "exists already" are answers and left to the caller.
 */
export function hubspotFailure(
  reply: VendorReply,
  effect: Effect,
  now: Date,
): Unavailable | Refused | undefined {
  const { status } = reply
  if (status === 409 || (status === 404 && effect === 'reads')) return undefined
  if (status === 423 || status === 477) {
    const notBefore = retryAfter(reply, now) ?? new Date(now.getTime() + LOCKED_MS)
    return new Unavailable('hubspot-locked', `HubSpot answered ${status}`, { notBefore })
  }
  return httpFailure(reply, { vendor: 'hubspot', effect, now, defaultWaitMs: waitMs(reply) })
}

function waitMs({ body }: VendorReply): number {
  const limited = RateLimited.safeParse(body)
  return (limited.success ? WAIT_MS[limited.data.policyName] : undefined) ?? 10_000
}
