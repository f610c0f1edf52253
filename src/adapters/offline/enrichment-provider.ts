import { getDomain } from 'tldts'
import type { Enrichment } from '../../domain/lead-parts.ts'
import type { EnrichmentProvider, EnrichmentSubject } from '../../ports/enrichment-provider.ts'
import { departmentOf, seniorityOf } from './titles.ts'

/**
 * Knows what can be read off the form without asking anybody: the company's domain from the mail
 * address, the country from the phone number, rank and department from the job title. Never
 * rejects and never waits.
 */
export function offlineProvider(): EnrichmentProvider {
  return {
    name: 'offline',
    async lookUp(subject) {
      const company = companyOf(subject)
      const person = personOf(subject)
      if (company === undefined && person === undefined) return { outcome: 'not-found' }
      return { outcome: 'found', enrichment: { ...company, ...person } }
    },
  }
}

function companyOf({ companyDomain, phoneCountry }: EnrichmentSubject): Enrichment | undefined {
  // `emea.mail.example.co.uk` belongs to `example.co.uk`; the list of public suffixes knows.
  const domain = companyDomain === undefined ? null : getDomain(companyDomain)
  if (domain === null && phoneCountry === undefined) return undefined
  return {
    company: {
      ...(domain === null ? {} : { domain }),
      ...(phoneCountry === undefined ? {} : { country: phoneCountry }),
    },
  }
}

function personOf({ title }: EnrichmentSubject): Enrichment | undefined {
  if (title === undefined) return undefined
  const seniority = seniorityOf(title)
  const department = departmentOf(title)
  if (seniority === undefined && department === undefined) return undefined
  return {
    person: {
      ...(seniority === undefined ? {} : { seniority }),
      ...(department === undefined ? {} : { department }),
    },
  }
}
