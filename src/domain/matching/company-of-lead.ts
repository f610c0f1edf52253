import type { LeadParts } from '../lead-parts.ts'
import { readTellingName } from './account-keys.ts'
import type { CompanyOfLead } from './account-verdict.ts'
import { companyDomain } from './company-domain.ts'

/** Where companies have pages at addresses that are not their own. */
const ANYONES_PAGES = new Set(
  'facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com xing.com google.com'.split(
    ' ',
  ),
)

/**
 * What a lead says of its company, and what the providers know: names, domains, number and place. Mail
 * that anyone may have says nothing about a company.
 */
export function companyOfLead({ form, findings, enrichment }: LeadParts): CompanyOfLead {
  const isOwn = !findings?.freeMail && !findings?.throwawayMail
  const site = form.website && companyDomain(form.website)
  const domains = [
    isOwn ? companyDomain(findings?.emailDomain ?? '') : undefined,
    site && !ANYONES_PAGES.has(site) ? site : undefined,
    companyDomain(enrichment?.company?.domain ?? ''),
  ]
  const names = [form.company, enrichment?.company?.name]
  return {
    names: names.flatMap((name) => (name && readTellingName(name)) || []),
    domains: [...new Set(domains.filter((domain) => domain !== undefined))],
    phones: findings?.phone === undefined ? [] : [findings.phone],
    postalCode: form.postalCode || undefined,
    country: findings?.country,
  }
}
