import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

/** A phone number that can exist, in E.164, with its country where the number tells it. */
export type Phone = { readonly number: string; readonly country: string | undefined }

/** Longer than any way to write a number; the parser need not look at it. */
const LONGEST = 100

/**
 * The number a person typed, read with the first of these countries that makes sense of it when
 * it has no country code of its own. Undefined when none does.
 */
export function readPhone(
  typed: string,
  countries: readonly (string | undefined)[],
): Phone | undefined {
  if (typed.length > LONGEST) return undefined
  const known = countries.filter((code): code is CountryCode => isSupportedCountry(code ?? ''))
  for (const country of [...new Set(known), undefined]) {
    const phone = parsePhoneNumberFromString(
      typed,
      country === undefined ? { extract: false } : { defaultCountry: country, extract: false },
    )
    // Only numbers that fit their country's plan: a made-up one would join strangers.
    if (phone?.isValid()) return { number: phone.number, country: phone.country }
  }
  return undefined
}
