import * as z from 'zod'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { parsedJson } from '../../domain/parsed-json.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { httpFailure, withinADay } from '../vendor/http-failure.ts'
import type { VendorReply } from '../vendor/vendor-api.ts'

/** What the Graph API says of an error, almost always with status 400. */
export const GraphError = z.object({
  error: z.object({ code: z.number(), error_subcode: z.number().optional() }),
})

/** Trouble of its own, that passes by itself. */
const ITS_OWN = new Set([1, 2])
/** Too many calls: of the app, the account, the page, or by the quota for leads. */
const TOO_MANY = new Set([4, 17, 32, 613, 80_001, 80_004, 80_005])
/** The token has expired, or whoever it belongs to has to sign in again. */
const TOKEN = new Set([102, 190])
const PERMISSION = new Set([10])
/** A call to a version of the Marketing API that has ended. */
const OLD_VERSION = 2635
/** The object is not there or not for us, or a parameter is wrong; the caller knows which it may be. */
const PARAMETER = 100

/** How long to wait when Meta says "too many" without saying how long, in milliseconds. */
const DEFAULT_WAIT_MS = 5 * 60_000

/**
 * What an error of the Graph API means to us: `Unavailable` for trouble of its own (`meta-failed`),
 * for limits (`meta-rate-limited`, with the time after which it lets us in again) and for what a person
 * must mend (`accessFailure`); `Refused` (`meta-rejected`) for the rest. Error 100 is an
 * answer and left to the caller.
 */
export function metaFailure(reply: VendorReply, now: Date): Unavailable | Refused | undefined {
  const { status, body } = reply
  const said = GraphError.safeParse(body)
  if (!said.success) return withoutWords(reply, now)
  const { code } = said.data.error
  const message = `meta answered ${status} with error ${code}`
  if (code === PARAMETER) return undefined
  const lacks = lackOf(code)
  if (lacks !== undefined) return accessFailure(lacks, { vendor: 'meta', now })
  if (ITS_OWN.has(code)) return new Unavailable('meta-failed', message)
  if (TOO_MANY.has(code)) {
    return new Unavailable('meta-rate-limited', message, { notBefore: regainedAt(reply, now) })
  }
  return status >= 500 ? withoutWords(reply, now) : new Refused('meta-rejected', message)
}

/** What a person must mend. */
function lackOf(code: number): 'token' | 'permission' | 'version' | undefined {
  if (TOKEN.has(code)) return 'token'
  if (PERMISSION.has(code) || (code >= 200 && code <= 299)) return 'permission'
  return code === OLD_VERSION ? 'version' : undefined
}

function withoutWords(reply: VendorReply, now: Date) {
  if (reply.status === 401) return accessFailure('token', { vendor: 'meta', now })
  if (reply.status === 403) return accessFailure('permission', { vendor: 'meta', now })
  const circumstances = { vendor: 'meta', now, defaultWaitMs: DEFAULT_WAIT_MS }
  return httpFailure(reply, { ...circumstances, effect: 'reads' })
}

const Usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })),
)

/** The header names minutes for every account; the longest of them is the one that counts. */
function regainedAt(reply: VendorReply, now: Date): Date {
  // A header that cannot be read says as little as one that is missing.
  const usage = Usage.safeParse(parsedJson(reply.header('x-business-use-case-usage') ?? ''))
  const minutes = Object.values(usage.data ?? {})
    .flat()
    .map(({ estimated_time_to_regain_access: wait = 0 }) => wait)
  const waitMs = Math.max(0, ...minutes) * 60_000
  return withinADay(now.getTime() + (waitMs || DEFAULT_WAIT_MS), now) ?? now
}
