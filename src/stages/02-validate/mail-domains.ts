import { disposableEmailBlocklist } from 'disposable-email-domains-js'
import mailProviders from 'email-providers/all.json' with { type: 'json' }

const throwaway = new Set(disposableEmailBlocklist())
// The list of free providers contains throwaway ones as well.
const free = new Set(mailProviders.filter((domain) => !throwaway.has(domain)))

/** True for a mail provider anyone may use, whose domain says nothing about a company. */
export const isFreeMail = (domain: string) => free.has(domain)

/** True for a provider of addresses to use once; its subdomains count too. */
export function isThrowawayMail(domain: string): boolean {
  const labels = domain.split('.')
  return labels.some((_, start) => throwaway.has(labels.slice(start).join('.')))
}
