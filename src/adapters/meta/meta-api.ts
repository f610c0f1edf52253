import type { Clock } from '../../ports/clock.ts'
import { type VendorApi, type VendorApiSettings, vendorApi } from '../vendor/vendor-api.ts'

/** How Meta is reached, and what it knows us by. */
export type MetaAccess = {
  readonly token: string
  readonly baseUrl: string
  readonly version?: string | undefined
  readonly clock?: Clock
}

type Settings = MetaAccess & Pick<VendorApiSettings, 'timeLimitMs' | 'concurrency' | 'failureOf'>

/** The Graph API, in one of its versions; as `vendorApi`. */
export function metaApi({ token, baseUrl, version = 'v25.0', ...settings }: Settings): VendorApi {
  const { timeLimitMs, concurrency, failureOf } = settings
  return vendorApi({
    vendor: 'meta',
    baseUrl: `${baseUrl}/${version}`,
    // Not in the address, where Meta's examples have it: addresses end up in logs of proxies.
    headers: { authorization: `Bearer ${token}` },
    ...{ timeLimitMs, concurrency, failureOf },
  })
}
