import * as z from 'zod'
import type { Clock } from '../../ports/clock.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { readBody, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'

/** What a refresh token is exchanged for an access token with. */
export type GoogleCredentials = {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

type Settings = GoogleCredentials & {
  readonly baseUrl: string
  readonly timeLimitMs: number
  readonly clock: Clock
}

/** So much earlier than it ends a token is not used any more, in milliseconds. */
const MARGIN_MS = 60_000
const DEFAULT_WAIT_MS = 60_000

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() })
const Denied = z.object({ error: z.string() })
/** The refresh token was taken back or has ended, or our app is not known: a person has to mend it. */
const FOR_A_PERSON = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client'])

/** Access tokens of Google, one after the other. */
export type AccessToken = {
  /**
   * Resolves with one that is good for now, the same for an hour. Rejects as `vendorApi` and
   * `httpFailure` under `google-ads-`, and with `source-token-expired` when the refresh token is not
   * accepted.
   */
  current(signal: AbortSignal): Promise<string>
  /** Has the next call fetch another: this one was turned away. */
  forget(token: string): void
}

export function accessToken(settings: Settings): AccessToken {
  const { clientId, clientSecret, refreshToken, clock, baseUrl, timeLimitMs } = settings
  const api = vendorApi({
    vendor: 'google-ads',
    ...{ baseUrl, timeLimitMs, concurrency: 1, headers: {} },
    failureOf: (reply) => failureOf(reply, clock()),
  })
  let kept: { readonly token: string; readonly untilMs: number } | undefined

  return {
    async current(signal) {
      if (kept !== undefined && kept.untilMs > clock().getTime()) return kept.token
      const askedMs = clock().getTime()
      const reply = await api.call(
        {
          method: 'POST',
          path: '/token',
          form: {
            grant_type: 'refresh_token',
            client_id: clientId,
            client_secret: clientSecret,
            refresh_token: refreshToken,
          },
          effect: 'reads',
        },
        signal,
      )
      const { access_token: token, expires_in } = readBody('google-ads', Token, reply, 'reads')
      kept = { token, untilMs: askedMs + expires_in * 1_000 - MARGIN_MS }
      return token
    },
    forget(token) {
      if (kept?.token === token) kept = undefined
    },
  }
}

function failureOf(reply: VendorReply, now: Date) {
  const said = Denied.safeParse(reply.body).data?.error
  if (reply.status < 500 && said !== undefined && FOR_A_PERSON.has(said)) {
    return accessFailure('token', { vendor: 'google-ads', now })
  }
  const circumstances = { vendor: 'google-ads', now, defaultWaitMs: DEFAULT_WAIT_MS }
  return httpFailure(reply, { ...circumstances, effect: 'reads' })
}
