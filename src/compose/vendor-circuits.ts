import type { Circuit, Guarded } from '../adapters/vendor/vendor-guard.ts'
import { Refused } from '../domain/failure.ts'
import type { CaptchaChecks } from '../ports/captcha-check.ts'
import type { Metrics, Reading } from '../ports/metrics.ts'
import type { Vendors } from './vendors.ts'

const STATES: readonly Circuit[] = ['closed', 'half-open', 'open']

/** Shows in which state the circuit breakers of the configured vendors are. */
export function gaugeCircuits(metrics: Metrics, vendors: Vendors): void {
  metrics.gauge('stl_vendor_circuit', async () => {
    const [providers, notifiers, crms, sources, names] = await Promise.all([
      vendors.providers(),
      vendors.notifiers(),
      vendors.crm().then((crm) => [crm], noneWhenRefused),
      vendors.leadSources(),
      vendors.nameVendors(),
    ])
    return [
      ...providers.flatMap((provider) => readings(provider.name, provider)),
      ...notifiers.flatMap((notifier) => readings(notifier.channel, notifier)),
      ...crms.flatMap((crm) => readings(crm.name, crm)),
      ...[...sources].flatMap(([key, source]) => readings(`source ${key}`, source)),
      ...[...names].flatMap(([key, vendor]) => readings(`names ${key}`, vendor)),
    ]
  })
}

/** The same for the captchas of sources, which gateways check. */
export function gaugeCaptchaCircuits(metrics: Metrics, captchas: CaptchaChecks): void {
  metrics.gauge('stl_vendor_circuit', async () =>
    [...(await captchas())].flatMap(([key, captcha]) => readings(`captcha ${key}`, captcha)),
  )
}

/** A CRM without its credentials is not configured, so there is no breaker to show. */
function noneWhenRefused(error: unknown): [] {
  if (error instanceof Refused) return []
  throw error
}

function readings(vendor: string, adapter: object): Reading<'stl_vendor_circuit'>[] {
  if (!isGuarded(adapter)) return []
  const now = adapter.circuit()
  return STATES.map((state) => ({ labels: { vendor, state }, value: state === now ? 1 : 0 }))
}

function isGuarded(adapter: object): adapter is Guarded {
  return 'circuit' in adapter && typeof adapter.circuit === 'function'
}
