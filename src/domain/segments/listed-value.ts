import { companyDomain } from '../matching/company-domain.ts'
import { readCompanyName } from '../matching/company-name.ts'

/**
 * The value of a field as lists of segments hold it, so that what people write differently and mean
 * alike is alike: `sw1a 1aa` is `SW1A1AA`, `www.Acme.com` is `acme.com`, `ACME Ltd.` is `acme`.
 * Undefined for what says nothing: a blank, no domain, a company name that is all legal form.
 */
export function listedValue(field: string, written: string): string | undefined {
  return (READERS[field] ?? plain)(written)
}

const plain = (written: string) =>
  written.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase() || undefined

/** Spaces and dashes within are left to taste by those who write post codes. */
const postalCode = (written: string) =>
  written
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]+/gu, '')
    .toUpperCase() || undefined

const company = (written: string) => readCompanyName(written)?.joined

const READERS: Readonly<Record<string, (written: string) => string | undefined>> = {
  'lead.postalCode': postalCode,
  'lead.emailDomain': companyDomain,
  'account.domain': companyDomain,
  'lead.company': company,
  'account.name': company,
}
