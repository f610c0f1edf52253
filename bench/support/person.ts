import { company, familyName, givenName } from '../matching/made-up-names.ts'
import { random } from './random.ts'

/** Somebody who asks to be called; the same for the same number. */
export type Person = {
  readonly email: string
  readonly phone: string
  readonly firstName: string
  readonly lastName: string
  readonly company: string
  readonly title: string
  readonly country: string
}

const TITLES = [
  'Head of Operations',
  'VP Sales',
  'Purchasing Manager',
  'CFO',
  'Engineer',
  'Director of Finance',
  'Consultant',
  'Operations Manager',
]
/** Where people come from, with a block of telephone numbers that is in use there. */
const COUNTRIES = [
  { country: 'US', block: '+1212', digits: 7, from: 2_000_000 },
  { country: 'GB', block: '+447', digits: 9, from: 400_000_000 },
  { country: 'NO', block: '+47', digits: 8, from: 90_000_000 },
  { country: 'DE', block: '+4915', digits: 9, from: 100_000_000 },
  { country: 'FR', block: '+336', digits: 8, from: 10_000_000 },
  { country: 'SG', block: '+65', digits: 8, from: 81_000_000 },
] as const
const COMPANIES = 5_000
/** Far from the numbers of persons, which seed these. */
const COMPANY_SEED = 1_000_000_000
const FREE_MAIL_SHARE = 0.15

/** The person with that number, from 0. No two share an address or a telephone. */
export function person(number: number): Person {
  const next = random(number)
  const one = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T
  const [firstName, lastName, title] = [givenName(next), familyName(next), one(TITLES)]
  const employer = company(random(COMPANY_SEED + Math.floor(next() * COMPANIES)))
  // A domain that people may have, or validation would doubt it.
  const own = employer.domain.replace(/example$/, 'com')
  const domain = next() < FREE_MAIL_SHARE ? 'gmail.com' : own
  const { country, block, digits, from } = COUNTRIES[
    number % COUNTRIES.length
  ] as (typeof COUNTRIES)[number]
  return {
    email: `${firstName}.${lastName}.${number}@${domain}`.toLowerCase(),
    phone: `${block}${`${from + Math.floor(number / COUNTRIES.length)}`.padStart(digits, '0')}`,
    firstName,
    lastName,
    company: employer.name,
    title,
    country,
  }
}
