import type { LeadForm } from '../../domain/lead-form.ts'
import type { Findings } from '../../domain/lead-parts.ts'
import { isFreeMail, isThrowawayMail } from './mail-domains.ts'
import { readCountry } from './read-country.ts'
import { readEmail } from './read-email.ts'
import { readPhone } from './read-phone.ts'

/** What the form really says. Pure: the same form always gives the same findings. */
export function examine(form: LeadForm, defaultCountry: string | undefined): Findings {
  const typedCountry = form.country?.trim() || undefined
  const formCountry = typedCountry && readCountry(typedCountry)
  const phone = phoneFindings(form.phone, [formCountry, defaultCountry])
  const email = emailFindings(form.email)
  const country = formCountry ?? phone.found.phoneCountry
  const countryNotes = typedCountry && !formCountry ? ['country-unreadable'] : []
  return {
    ...email.found,
    ...phone.found,
    ...(country === undefined ? {} : { country }),
    notes: [...email.notes, ...phone.notes, ...countryNotes],
  }
}

type Found = { readonly found: Omit<Findings, 'notes'>; readonly notes: readonly string[] }

const NOTHING: Found = { found: {}, notes: [] }

function emailFindings(typed: string | undefined): Found {
  if (!typed?.trim()) return NOTHING
  const email = readEmail(typed)
  if (email === undefined) return { found: {}, notes: ['email-invalid'] }
  const { address, domain } = email
  const throwawayMail = isThrowawayMail(domain)
  const freeMail = !throwawayMail && isFreeMail(domain)
  return {
    found: { email: address, emailDomain: domain, freeMail, throwawayMail },
    notes: [...(throwawayMail ? ['throwaway-mail'] : []), ...(freeMail ? ['free-mail'] : [])],
  }
}

function phoneFindings(typed: string | undefined, countries: (string | undefined)[]): Found {
  if (!typed?.trim()) return NOTHING
  const phone = readPhone(typed, countries)
  if (phone === undefined) return { found: {}, notes: ['phone-unreadable'] }
  const { number, country } = phone
  return {
    found: { phone: number, ...(country === undefined ? {} : { phoneCountry: country }) },
    notes: [],
  }
}
