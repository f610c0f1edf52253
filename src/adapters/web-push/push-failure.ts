import { Refused, Unavailable } from '../../domain/failure.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import type { VendorReply } from '../vendor/vendor-api.ts'

const DEFAULT_WAIT_MS = 5_000

/**
 * What a push service's reply means: as `httpFailure`, but that 404 and 410 say that the browser is
 * gone (`web-push-no-browser`), and Windows says "too often" with 406.
 */
export function pushFailure(reply: VendorReply, now: Date): Unavailable | Refused | undefined {
  const message = `The push service answered ${reply.status}`
  if (reply.status === 404 || reply.status === 410)
    return new Refused('web-push-no-browser', message)
  if (reply.status === 406) {
    const notBefore = new Date(now.getTime() + DEFAULT_WAIT_MS)
    return new Unavailable('web-push-rate-limited', message, { notBefore })
  }
  const circumstances = { vendor: 'web-push', effect: 'writes', now } as const
  return httpFailure(reply, { ...circumstances, defaultWaitMs: DEFAULT_WAIT_MS })
}
