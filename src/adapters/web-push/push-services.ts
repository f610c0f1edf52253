import type { RequestDetails } from 'web-push'
import type { Clock } from '../../ports/clock.ts'
import { type VendorApi, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { worstCircuit } from '../vendor/worst-circuit.ts'
import { pushFailure } from './push-failure.ts'

type Settings = { readonly timeLimitMs?: number; readonly clock?: Clock }

/** The push services of the browsers, each with a circuit of its own. */
export type PushServices = Guarded & {
  /** Resolves once the service of the browser took the message. Rejects as `pushFailure` says. */
  post(request: RequestDetails): Promise<void>
}

/** What our message says in its head; the rest is the client's to know. */
const SENT = ['authorization', 'content-encoding', 'ttl', 'urgency', 'topic']

/** Makes the client of a service when the first browser of it is written to. */
export function pushServices({
  timeLimitMs = 4_000,
  clock = () => new Date(),
}: Settings): PushServices {
  const services = new Map<string, VendorApi>()

  function serviceAt(origin: string): VendorApi {
    const known = services.get(origin)
    if (known !== undefined) return known
    const service = vendorApi({
      ...{ vendor: 'web-push', baseUrl: origin, timeLimitMs, concurrency: 20, headers: {} },
      failureOf: (reply) => pushFailure(reply, clock()),
    })
    services.set(origin, service)
    return service
  }

  return {
    circuit: () => worstCircuit([...services.values()]),
    async post({ endpoint, headers, body }) {
      const { origin, pathname, search } = new URL(endpoint)
      const named = Object.entries(headers).filter(([name]) => SENT.includes(name.toLowerCase()))
      await serviceAt(origin).call({
        method: 'POST',
        path: `${pathname}${search}`,
        headers: Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
        bytes: new Uint8Array(body ?? []),
        effect: 'writes',
      })
    },
  }
}
