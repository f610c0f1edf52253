import { getCountries } from 'libphonenumber-js'

/** The languages country names are understood in. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'nb', 'fi', 'pl']

/** Names in daily use that are not the official ones. */
const EVERYDAY: Readonly<Record<string, string>> = {
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  usa: 'US',
  'u.s.': 'US',
  'u.s.a.': 'US',
  america: 'US',
  'united states of america': 'US',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  uae: 'AE',
  korea: 'KR',
}

const codes = new Set<string>(getCountries())
const names = new Map([...LANGUAGES.flatMap(namesIn), ...Object.entries(EVERYDAY)])

/** The ISO 3166-1 alpha-2 code of a country given by code or by name; undefined for neither. */
export function readCountry(typed: string): string | undefined {
  const text = typed.trim().toLowerCase()
  const code = text.toUpperCase()
  return codes.has(code) ? code : names.get(text)
}

function namesIn(language: string): (readonly [string, string])[] {
  const named = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  return [...codes].flatMap((code) => {
    const name = named.of(code)
    return name === undefined ? [] : [[name.toLowerCase(), code] as const]
  })
}
