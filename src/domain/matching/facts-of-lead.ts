import { getDomain } from 'tldts'
import type { LeadParts } from '../lead-parts.ts'
import type { PersonFacts } from './person-record.ts'

/** What a lead says about its person: names and company as typed, address and number as checked. */
export function factsOfLead({ form, findings = { notes: [] } }: LeadParts): PersonFacts {
  const { email, emailDomain, freeMail, throwawayMail, phone } = findings
  const parted = form.firstName !== undefined || form.lastName !== undefined
  const isOfCompany = emailDomain !== undefined && !freeMail && !throwawayMail
  const domain = isOfCompany ? getDomain(emailDomain) : null
  return {
    givenName: parted ? form.firstName : form.fullName,
    familyName: form.lastName,
    emails: email === undefined ? [] : [email],
    phones: phone === undefined ? [] : [phone],
    company: form.company,
    companyDomains: domain === null ? [] : [domain],
  }
}
