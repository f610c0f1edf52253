import type { Clock } from '../../ports/clock.ts'
import { type VendorApi, vendorApi } from '../vendor/vendor-api.ts'
import { hubspotFailure } from './hubspot-failure.ts'

/** HubSpot’s API with the token of a private app. Rejects with the codes of `vendorApi` and `hubspotFailure`. */
export function hubspotApi(settings: {
  readonly token: string
  readonly baseUrl: string
  readonly timeLimitMs: number
  /** So many calls at once. */
  readonly concurrency: number
  readonly clock: Clock
}): VendorApi {
  const { token, clock, ...limits } = settings
  return vendorApi({
    ...limits,
    vendor: 'hubspot',
    headers: { authorization: `Bearer ${token}` },
    failureOf: (reply, effect) => hubspotFailure(reply, effect, clock()),
  })
}
