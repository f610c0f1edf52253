import type { Clock } from '../../ports/clock.ts'
import { accessFailure } from '../vendor/access-failure.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { type VendorApi, type VendorReply, vendorApi } from '../vendor/vendor-api.ts'
import type { GuardSettings } from '../vendor/vendor-guard.ts'

/** How LinkedIn is reached, and what it knows us by. */
export type LinkedinAccess = {
  readonly token: string
  readonly baseUrl: string
  readonly version?: string | undefined
  readonly clock?: Clock
}

/** When LinkedIn says "too often" without saying how long, in milliseconds. */
const DEFAULT_WAIT_MS = 60_000

/**
 * LinkedIn's versioned API. As `vendorApi`, with the codes of `httpFailure` under `linkedin-` and of
 * `accessFailure` for what a person must mend. 400 and 404 are answers: callers know what they
 * asked for.
 */
export function linkedinApi(
  settings: LinkedinAccess & Pick<GuardSettings, 'timeLimitMs' | 'concurrency'>,
): VendorApi {
  const { token, baseUrl, version = '202607', timeLimitMs, concurrency } = settings
  const { clock = () => new Date() } = settings
  return vendorApi({
    vendor: 'linkedin',
    ...{ baseUrl, timeLimitMs, concurrency },
    headers: {
      authorization: `Bearer ${token}`,
      'linkedin-version': version,
      'x-restli-protocol-version': '2.0.0',
    },
    failureOf: (reply) => failureOf(reply, clock()),
  })
}

function failureOf(reply: VendorReply, now: Date) {
  const { status } = reply
  if (status === 400 || status === 404) return undefined
  if (status === 401) return accessFailure('token', { vendor: 'linkedin', now })
  if (status === 403) return accessFailure('permission', { vendor: 'linkedin', now })
  if (status === 426) return accessFailure('version', { vendor: 'linkedin', now })
  const circumstances = { vendor: 'linkedin', now, defaultWaitMs: DEFAULT_WAIT_MS }
  return httpFailure(reply, { ...circumstances, effect: 'reads' })
}
