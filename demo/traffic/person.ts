import type { ClearbitRecord } from '../../sandbox/clearbit-sandbox.ts'
import { chance } from './chance.ts'
import { COUNTRIES, type Country } from './countries.ts'

/** Somebody who asks to be called. All of it is made up; the mail domains lead nowhere. */
export type Person = {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly phone: string
  readonly country: Country
  readonly company: string
  readonly title: string
  /** What Clearbit says about the address; undefined when it knows nothing. */
  readonly known: ClearbitRecord | undefined
}

const COUNTRY_WEIGHTS = Object.fromEntries(COUNTRIES.map(({ code, weight }) => [code, weight]))
const BEGINNINGS = 'Nord Fjell Atlas Harbour Lumen Cobalt Verde Kite Orbit Stone Delta Aster'.split(
  ' ',
)
const ENDINGS = 'line works vik field bridge mark light wave'.split(' ')
const TRADES = 'Logistics Robotics Foods Energy Software Marine Textiles Medical Optics'.split(' ')
/** Title, and the rank and field of work Clearbit gives it. */
const TITLES = [
  ['Head of Operations', 'director', 'operations'],
  ['VP Sales', 'executive', 'sales'],
  ['Purchasing Manager', 'manager', 'operations'],
  ['CFO', 'executive', 'finance'],
  ['Software Engineer', undefined, 'engineering'],
  ['Director of Finance', 'director', 'finance'],
  ['Operations Manager', 'manager', 'operations'],
  ['Marketing Manager', 'manager', 'marketing'],
  ['Student', undefined, undefined],
] as const
const EMPLOYEES = [12, 40, 85, 160, 420, 900, 1_800, 6_500, 24_000]
const FREE_MAIL = ['gmail.com', 'outlook.com', 'yahoo.com', 'gmx.de']

/** The person with that number, from 0. No two have an address or a telephone in common. */
export function person(seed: number, number: number): Person {
  const { one, happens, between, weighted } = chance(Math.imul(seed, 7_919) ^ (number * 31 + 1))
  const code = weighted(COUNTRY_WEIGHTS)
  const country = COUNTRIES.find((candidate) => candidate.code === code) as Country
  const [firstName, lastName] = [one(country.firstNames), one(country.lastNames)]
  const [title, seniority, role] = one(TITLES)
  const name = `${one(BEGINNINGS)}${one(ENDINGS)} ${one(TRADES)}`
  const domain = `${plain(name).replaceAll(' ', '-')}-${code.toLowerCase()}.example`
  const isPrivate = happens(0.12)
  const local = `${plain(firstName)}.${plain(lastName)}${number}`
  const email = `${local}@${isPrivate ? one(FREE_MAIL) : domain}`
  const company = {
    ...{ name, domain, category: { industry: name.split(' ')[1] }, geo: { countryCode: code } },
    metrics: { employees: sizeOf(name), annualRevenue: sizeOf(name) * 180_000 },
  }
  return {
    ...{ firstName, lastName, email, country, title },
    phone: `${country.phone}${phoneEnd(country.digits, number, between(0, 7))}`,
    company: `${name} ${country.legalForm}`,
    known:
      isPrivate || happens(0.2)
        ? undefined
        : { person: { employment: { title, role, seniority } }, company },
  }
}

/** Numbers of one country are far apart, and never begin with 0 or 1, which some plans forbid. */
const phoneEnd = (digits: number, number: number, spread: number) =>
  `${2 + Math.floor(spread)}${`${(number * 7_919) % 10 ** (digits - 1)}`.padStart(digits - 1, '0')}`

/** A company has one size, whoever of it writes. */
const sizeOf = (name: string) =>
  EMPLOYEES[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % EMPLOYEES.length] ??
  0

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\w ]/g, '')
    .toLowerCase()
