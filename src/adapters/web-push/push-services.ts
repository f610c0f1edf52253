import type { RequestDetails } from 'web-push'
import { Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import { type VendorApi, type VendorRequest, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { worstCircuit } from '../vendor/worst-circuit.ts'
import { pushFailure } from './push-failure.ts'

type Service = { readonly api: VendorApi; restsUntil: Date }

type Settings = { readonly timeLimitMs?: number; readonly clock?: Clock }

/** The push services of the browsers, each with a circuit and limits of its own. */
export type PushServices = Guarded & {
  /**
   * Resolves once the service of the browser took the message. Rejects as `pushFailure` says, and with
   * `Unavailable` (`channel-resting`) until the time that the service named is over.
   */
  post(request: RequestDetails): Promise<void>
}

/** Calls of one service at once. */
export const PUSH_AT_ONCE = 20

/** What our message says in its head; the rest is the client's to know. */
const SENT = ['authorization', 'content-encoding', 'ttl', 'urgency', 'topic']

/** Makes the client of a service when the first browser of it is written to. */
export function pushServices({
  timeLimitMs = 4_000,
  clock = () => new Date(),
}: Settings): PushServices {
  const services = new Map<string, Service>()

  function serviceAt(origin: string): Service {
    const known = services.get(origin)
    if (known !== undefined) return known
    const api = vendorApi({
      ...{
        vendor: 'web-push',
        baseUrl: origin,
        timeLimitMs,
        concurrency: PUSH_AT_ONCE,
        headers: {},
      },
      failureOf: (reply) => pushFailure(reply, clock()),
    })
    const service = { api, restsUntil: new Date(0) }
    services.set(origin, service)
    return service
  }

  async function unlessItRests(service: Service, request: VendorRequest): Promise<void> {
    if (clock() < service.restsUntil) {
      const notBefore = service.restsUntil
      throw new Unavailable('channel-resting', 'The push service wants to be left alone', {
        notBefore,
      })
    }
    try {
      await service.api.call(request)
    } catch (failure) {
      const named = failure instanceof Unavailable ? failure.notBefore : undefined
      if (named !== undefined) service.restsUntil = named
      throw failure
    }
  }

  return {
    circuit: () => worstCircuit([...services.values()].map(({ api }) => api)),
    async post({ endpoint, headers, body }) {
      const { origin, pathname, search } = new URL(endpoint)
      const named = Object.entries(headers).filter(([name]) => SENT.includes(name.toLowerCase()))
      await unlessItRests(serviceAt(origin), {
        method: 'POST',
        path: `${pathname}${search}`,
        headers: Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
        bytes: new Uint8Array(body ?? []),
        effect: 'writes',
      })
    },
  }
}
