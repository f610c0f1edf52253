import { domainToASCII } from 'node:url'
import { getDomain, getHostname } from 'tldts'

/** What makes numbers, such as those of a version or an address, no domain. */
const ENDS_IN_LETTERS = /\.[a-z][a-z0-9-]*$/

/**
 * The registrable domain in an address of a page, a mail domain or a host name, in lower-case ASCII:
 * `https://www.Acme.co.uk/shop` is `acme.co.uk`. What a host gives to each of its customers counts as
 * theirs: `acme.github.io`. Undefined where there is none.
 */
export function companyDomain(typed: string): string | undefined {
  const host = getHostname(typed.trim())
  if (host === null) return undefined
  const domain = getDomain(domainToASCII(host), { allowPrivateDomains: true })
  return domain !== null && ENDS_IN_LETTERS.test(domain) ? domain : undefined
}
