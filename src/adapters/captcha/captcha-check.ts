import * as z from 'zod'
import type { Captcha } from '../../domain/documents/sources.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import type { CaptchaCheck, CaptchaVerdict } from '../../ports/captcha-check.ts'
import type { Clock } from '../../ports/clock.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { readBody, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'

export type CaptchaSettings = {
  readonly kind: Captcha['kind']
  readonly baseUrl: string
  readonly secret: string
  /** For vendors that give a score, the least of a person; 0 is a machine, 1 a person. */
  readonly minScore?: number | undefined
  readonly timeLimitMs?: number
  readonly clock?: Clock
  /** Told why a verdict is `unknown`. */
  readonly onUnknown?: (failure: Unavailable | Refused) => void
}

/** The three vendors took over each other's protocol, down to the names of its errors. */
const dialects = {
  turnstile: { vendor: 'turnstile', path: '/turnstile/v0/siteverify', hasScore: false },
  // Enterprise accounts get a score here too, in which 1 is a machine; `success` counts it already.
  hcaptcha: { vendor: 'hcaptcha', path: '/siteverify', hasScore: false },
  recaptcha: { vendor: 'recaptcha', path: '/recaptcha/api/siteverify', hasScore: true },
} as const

/** People wait for the answer to their form, and the vendors take a few hundred milliseconds. */
const TIME_LIMIT_MS = 2_000
const DEFAULT_WAIT_MS = 60_000
/** The longest real tokens have about two thousand characters; more is not worth a call. */
const LONGEST_TOKEN = 8_192
/** Where Google begins to doubt, unless the source says otherwise. */
const MIN_SCORE = 0.5

const Verification = z.object({
  success: z.boolean(),
  score: z.number().optional(),
  'error-codes': z.array(z.string()).optional(),
})
type Verification = z.infer<typeof Verification>

/** Errors that are about our secret, whatever the token may be. */
const OUR_SECRET = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
])
/** Errors that say nothing of the token. */
const NO_VERDICT = new Set(['internal-error', 'bad-request'])

/**
 * Checks the tokens of Cloudflare Turnstile, hCaptcha and reCAPTCHA (v2, and v3 with its score). An
 * answer takes at most the time limit, two seconds unless given.
 */
export function captchaCheck(settings: CaptchaSettings): CaptchaCheck & Guarded {
  const { kind, baseUrl, secret, clock = () => new Date(), onUnknown } = settings
  const { vendor, path, hasScore } = dialects[kind]
  const minScore = hasScore ? (settings.minScore ?? MIN_SCORE) : undefined
  const api = vendorApi({
    vendor,
    baseUrl,
    timeLimitMs: settings.timeLimitMs ?? TIME_LIMIT_MS,
    concurrency: 100,
    headers: {},
    failureOf: (reply) => failureOf(reply, vendor, clock()),
  })

  return {
    circuit: api.circuit,
    async check(token, address) {
      if (token.length > LONGEST_TOKEN) return 'not-human'
      const form = { secret, response: token, ...(address && { remoteip: address }) }
      try {
        const reply = await api.call({ method: 'POST', path, form, effect: 'writes' })
        return verdictIn(readBody(vendor, Verification, reply, 'writes'), minScore)
      } catch (error) {
        if (!(error instanceof Unavailable || error instanceof Refused)) throw error
        onUnknown?.(error)
        return 'unknown'
      }
    },
  }
}

function verdictIn({ success, score }: Verification, minScore: number | undefined): CaptchaVerdict {
  if (!success) return 'not-human'
  // Version 2 of reCAPTCHA has no score: there its puzzle has been solved.
  return score === undefined || minScore === undefined || score >= minScore ? 'human' : 'not-human'
}

/** A verdict counts whatever its status: Cloudflare sends some of them with 400. */
function failureOf(
  reply: VendorReply,
  vendor: string,
  now: Date,
): Unavailable | Refused | undefined {
  const said = Verification.safeParse(reply.body)
  if (!said.success || reply.status >= 500) {
    return httpFailure(reply, { vendor, effect: 'writes', now, defaultWaitMs: DEFAULT_WAIT_MS })
  }
  const { success, 'error-codes': errors = [] } = said.data
  if (success) return undefined
  if (errors.some((error) => OUR_SECRET.has(error))) {
    return new Refused(`${vendor}-denied`, `${vendor} does not know our secret`)
  }
  if (errors.some((error) => NO_VERDICT.has(error))) {
    return new Unavailable(`${vendor}-failed`, `${vendor} could not check a token`, {
      mayHaveHappened: true,
    })
  }
  return undefined
}
