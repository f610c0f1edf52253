import type { AccountValues } from '../../ports/account-values.ts'
import { isFreeMail, isThrowawayMail } from './mail-domains.ts'
import { readCountry } from './read-country.ts'
import { readPhone } from './read-phone.ts'

/** What validation knows of numbers, countries and mail domains, for whoever writes about companies. */
export const accountValues: AccountValues = {
  phone: (typed, country) => readPhone(typed, [country])?.number,
  country: readCountry,
  isAnyones: (domain) => isFreeMail(domain) || isThrowawayMail(domain),
}
