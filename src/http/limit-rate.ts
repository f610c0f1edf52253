import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { type Source, TAKES_BROWSERS } from '../domain/documents/sources.ts'
import { Unavailable } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import { senderAddress } from './sender-address.ts'

/** Far more than any form gets, and little enough for a database to take beside everything else. */
const PER_MINUTE = 3_000
/** An office behind one address may fill in forms at once; a person does not send one a second. */
const PER_MINUTE_AND_ADDRESS = 60
/** Visitors who look around send so many batches of signals for each form. */
const SIGNALS_PER_FORM = 10

export type RatePorts = { readonly rateLimiter: RateLimiter; readonly clock: Clock }

/**
 * Counts a post from a browser, by its address and by its source. Rejects with `Unavailable`
 * (`too-many-requests`, with `notBefore`) when it is one too many. Signals are counted apart, so that
 * looking around uses nothing up of what forms have. Vendors are never limited: what
 * they send proves itself, and some take a refusal for an end.
 */
export async function limitRate(
  source: Source,
  request: FastifyRequest,
  ports: RatePorts,
): Promise<void> {
  if (!TAKES_BROWSERS.has(source.kind)) return
  const { perMinute = PER_MINUTE, perMinuteAndAddress = PER_MINUTE_AND_ADDRESS } =
    source.rateLimit ?? {}
  const isSignals = request.routeOptions.url?.endsWith('/signals') ?? false
  const name = isSignals ? `${source.key} signals` : source.key
  const factor = isSignals ? SIGNALS_PER_FORM : 1
  const sender = senderOf(request)
  if (sender === 'this-machine') return
  // The address first: who floods is stopped before they use up what the source has for everybody.
  if (sender !== 'unknown') {
    await count(`${name} from ${sender}`, perMinuteAndAddress * factor, ports)
  }
  await count(name, perMinute * factor, ports)
}

async function count(name: string, perMinute: number, { rateLimiter, clock }: RatePorts) {
  const waitMs = await rateLimiter.take(name, perMinute)
  if (waitMs === undefined) return
  throw new Unavailable('too-many-requests', 'A source or an address has sent too much', {
    notBefore: new Date(clock().getTime() + waitMs),
  })
}

/**
 * Whom to count. A loopback address is ourselves (the command line, load tests), or a proxy beside us
 * that nobody told us to trust: it then names everybody's posts, so it names nobody.
 */
function senderOf(request: FastifyRequest): string {
  const address = senderAddress(request)
  if (address !== undefined) return network(address)
  const { headers } = request
  const isProxy = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return isProxy ? 'unknown' : 'this-machine'
}

/** Of IPv6 the first 64 bits: the rest a single connection may choose as it likes. */
function network(address: string): string {
  if (isIPv4(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...(tail === undefined ? [] : zeros), ...after]
  return groups.slice(0, 4).join(':')
}
