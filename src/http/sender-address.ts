import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../domain/is-loopback.ts'

/**
 * The network address a request came from, as the proxies we trust tell it; an IPv4 address is written
 * as such. Undefined when it is a loopback address: that is ourselves, or a proxy nobody told us to
 * trust, and says nothing of who sent it.
 */
export function senderAddress({ ip }: Pick<FastifyRequest, 'ip'>): string | undefined {
  const address = ip.replace(/^::ffff:(?=[\d.]+$)/, '')
  return isLoopback(address) ? undefined : address
}
