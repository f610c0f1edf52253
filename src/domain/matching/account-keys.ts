import type { Account } from '../account.ts'
import type { AccountId } from '../ids.ts'
import { type CompanyName, readCompanyName } from './company-name.ts'
import { saysNoCompany } from './no-company.ts'

/** Letters by which names at one place are brought together: enough to tell most of them apart. */
const START = 3

/** What a company may be found by: `kind:value` each. */
export const accountKey = {
  id: (id: AccountId) => `id:${id}`,
  external: (system: string, id: string) => `external:${system} ${id}`,
  domain: (domain: string) => `domain:${domain}`,
  name: (name: CompanyName) => `name:${name.joined}`,
  phone: (phone: string) => `phone:${phone}`,
}

/** The keys an account is filed under. */
export function accountKeys(account: Account): string[] {
  const { externalIds, phone } = account
  const phones = phone === undefined ? [] : [phone]
  const external = Object.entries(externalIds).map(([system, id]) =>
    accountKey.external(system, id),
  )
  return [
    ...new Set([...external, ...companyKeys({ ...account, names: namesOf(account), phones })]),
  ]
}

/** What is known of a company, here or in a lead, by which it may be found. */
export type CompanyMarks = {
  readonly names: readonly CompanyName[]
  readonly domains: readonly string[]
  readonly phones: readonly string[]
  readonly postalCode: string | undefined
}

/**
 * The keys under which a company is looked for. Names that are near and not the same are found where
 * something else agrees too, which they need to be a match: a domain, a number, or else a place, where
 * the beginning of the name or of its initials leads to them.
 */
export function companyKeys({ names, domains, phones, postalCode }: CompanyMarks): string[] {
  const place = postalCode === undefined ? undefined : placeText(postalCode)
  return [
    ...names.map(accountKey.name),
    ...domains.map(accountKey.domain),
    ...phones.map(accountKey.phone),
    ...(place === undefined
      ? []
      : names.flatMap((name) => startsOf(name).map((start) => `place:${place} ${start}`))),
  ]
}

/** The names of a company, ready to be compared; those that say nothing are left out. */
export function namesOf({ name, otherNames }: Pick<Account, 'name' | 'otherNames'>): CompanyName[] {
  return [name, ...otherNames].flatMap((text) => readTellingName(text) ?? [])
}

/** A name as it is compared; undefined for none, and for what people write who have no company. */
export function readTellingName(text: string): CompanyName | undefined {
  const name = readCompanyName(text)
  return name === undefined || saysNoCompany(name.words) ? undefined : name
}

/** A postal code as it is compared, whatever stands between its letters and digits. */
export const placeText = (postalCode: string) => postalCode.toUpperCase().replace(/[^A-Z0-9]/g, '')

function startsOf({ joined, words }: CompanyName): string[] {
  const initials = words.map((word) => word.charAt(0)).join('')
  const starts = words.length > 1 ? [joined, initials] : [joined]
  return [...new Set(starts.map((text) => text.slice(0, START)))]
}
