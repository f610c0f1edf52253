import { isIP } from 'node:net'
import { addressKind, isWithinReach, type Reach } from './address-kind.ts'

const LONGEST = 2_000

/**
 * Why events cannot be sent to that URL, in words for whoever typed it; undefined when they can.
 * What a name resolves to is looked at when connecting, since it may change at any time.
 */
export function subscriberUrlProblem(text: string, reach: Reach): string | undefined {
  if (text.length > LONGEST) return `at most ${LONGEST} characters`
  if (!URL.canParse(text)) return 'not a URL'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'must not contain a user or password'
  if (url.hash !== '') return 'must not have a fragment (#)'
  const host = hostOf(url)
  const problem = protocolProblem(url, host)
  if (problem !== undefined) return problem
  if (isIP(host) !== 0 && !isWithinReach(host, reach)) {
    return 'internal addresses are not allowed here; see STL_EVENTS_REACH'
  }
  return undefined
}

/** The host as it is looked up: without the brackets of IPv6. */
export const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

function protocolProblem({ protocol }: URL, host: string): string | undefined {
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:') return 'must begin with https://'
  const isLoopback = host === 'localhost' || addressKind(host) === 'loopback'
  return isLoopback ? undefined : 'must begin with https://; only loopback may use http'
}
