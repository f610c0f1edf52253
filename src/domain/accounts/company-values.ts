import type { RepId } from '../ids.ts'
import { namesOf } from '../matching/account-keys.ts'
import { companyDomain } from '../matching/company-domain.ts'
import type { CompanyValues } from './back-fill.ts'
import type { LineReader } from './read-account-line.ts'

/** A company in the words of a CRM. */
export type CompanyWords = Omit<CompanyValues, 'ownerRepId' | 'domains'> & {
  readonly domains: readonly string[]
}

/** What a CRM says of a company, read as the book writes it; what cannot be read is left out. */
export function companyValues(
  company: CompanyWords,
  ownerRepId: RepId | undefined,
  reader: Omit<LineReader, 'rep'>,
): CompanyValues {
  const { name = '', phone, country: typed, postalCode, industry } = company
  const country = typed === undefined ? undefined : reader.country(typed)
  const domains = company.domains.flatMap((domain) => companyDomain(domain) ?? [])
  return {
    name: namesOf({ name, otherNames: [] }).length > 0 ? name : undefined,
    domains: [...new Set(domains.filter((domain) => !reader.isAnyones(domain)))],
    phone: phone === undefined ? undefined : reader.phone(phone, country),
    ...{ country, postalCode, industry, ownerRepId },
    employees: company.employees,
    annualRevenue: company.annualRevenue,
    named: company.named,
  }
}
