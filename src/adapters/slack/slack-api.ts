import * as z from 'zod'
import { Refused, Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import { httpFailure, retryAfter } from '../vendor/http-failure.ts'
import { type VendorApi, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { Effect } from '../vendor/vendor-guard.ts'

export type SlackSettings = {
  readonly token: string
  readonly baseUrl: string
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

/** Calls at once: what 200 messages a second need when Slack answers within 300 ms. */
export const SLACK_AT_ONCE = 64
/** Slack names no wait only when it is not its limiter that answers. */
const DEFAULT_WAIT_MS = 5_000

/**
 * Slack's Web API for one bot token. Rejects with the codes of `vendorApi` and `httpFailure` under
 * `slack-`, and with `Refused` (`slack-recipient-unknown`) when a member or channel is gone or
 * cannot be written to.
 */
export function slackApi(settings: SlackSettings): VendorApi {
  const { token, baseUrl, timeLimitMs = 3_000, clock = () => new Date() } = settings
  return vendorApi({
    vendor: 'slack',
    baseUrl,
    timeLimitMs,
    concurrency: SLACK_AT_ONCE,
    headers: { authorization: `Bearer ${token}` },
    failureOf: (reply, effect) => failureOf(reply, effect, clock()),
  })
}

const SlackReply = z.object({ ok: z.boolean(), error: z.string().optional() })

/** Slack says no with HTTP 200 and `ok: false`, so the status alone proves nothing. */
function failureOf(
  reply: VendorReply,
  effect: Effect,
  now: Date,
): Unavailable | Refused | undefined {
  const circumstances = { vendor: 'slack', effect, now, defaultWaitMs: DEFAULT_WAIT_MS }
  const byStatus = httpFailure(reply, circumstances)
  if (byStatus !== undefined) return byStatus

  const answer = SlackReply.safeParse(reply.body)
  if (!answer.success || answer.data.ok) return undefined
  return errorNamed(answer.data.error ?? '', reply, { effect, now })
}

const NOT_PROCESSED = new Set(['ratelimited', 'rate_limited', 'team_added_to_org'])
const UNCERTAIN = new Set([
  'service_unavailable',
  'fatal_error',
  'request_timeout',
  'internal_error',
])
const DENIED = new Set([
  'access_denied',
  'accesslimited',
  'account_inactive',
  'app_access_restricted',
  'ekm_access_denied',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
])
const NO_SUCH_RECIPIENT = new Set([
  'channel_not_found',
  'is_archived',
  'messages_tab_disabled',
  'not_in_channel',
  'user_not_found',
])

/** Somebody deleted the message, or it can no longer be changed. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed'])

function errorNamed(
  name: string,
  reply: VendorReply,
  { effect, now }: { readonly effect: Effect; readonly now: Date },
): Unavailable | Refused {
  const message = `Slack answered ${/^[a-z_]{1,60}$/.test(name) ? name : 'with an unknown error'}`
  if (NOT_PROCESSED.has(name)) {
    const notBefore = retryAfter(reply, now) ?? new Date(now.getTime() + DEFAULT_WAIT_MS)
    return new Unavailable('slack-rate-limited', message, { notBefore })
  }
  if (UNCERTAIN.has(name)) {
    return new Unavailable('slack-failed', message, { mayHaveHappened: effect === 'writes' })
  }
  if (GONE.has(name)) return new Refused('slack-message-gone', message)
  if (DENIED.has(name)) return new Refused('slack-denied', message)
  if (NO_SUCH_RECIPIENT.has(name) || name.startsWith('restricted_action')) {
    return new Refused('slack-recipient-unknown', message)
  }
  return new Refused('slack-rejected', message)
}
