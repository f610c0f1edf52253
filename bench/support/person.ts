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

const FIRST_NAMES = (
  'Ingrid Mateo Aisha Lukas Yuki Oluwaseun Chloé Piotr Mei Rafael Sigrid Tom Nadia Henrik Priya ' +
  'Javier Hanna Kofi Elif Marco'
).split(' ')
const LAST_NAMES = (
  'Solberg Navarro Rahman Becker Tanaka Adeyemi Moreau Nowak Zhang Carvalho Lindholm Baker Haddad ' +
  'Nyström Iyer Castillo Virtanen Mensah Demir Ricci'
).split(' ')
const TRADES =
  'Logistics Robotics Foods Energy Software Marine Textiles Medical Optics Freight'.split(' ')
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
const FREE_MAIL_SHARE = 0.15

/** The person with that number, from 0. No two share an address or a telephone. */
export function person(number: number): Person {
  const next = random(number)
  const one = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T
  const [firstName, lastName, title] = [one(FIRST_NAMES), one(LAST_NAMES), one(TITLES)]
  const companyNumber = Math.floor(next() * COMPANIES)
  const trade = TRADES[companyNumber % TRADES.length] as string
  const domain =
    next() < FREE_MAIL_SHARE ? 'gmail.com' : `${trade.toLowerCase()}-${companyNumber}.com`
  const { country, block, digits, from } = COUNTRIES[
    number % COUNTRIES.length
  ] as (typeof COUNTRIES)[number]
  const plain = `${firstName}.${lastName}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return {
    email: `${plain}.${number}@${domain}`,
    phone: `${block}${`${from + Math.floor(number / COUNTRIES.length)}`.padStart(digits, '0')}`,
    firstName,
    lastName,
    company: `${trade} ${companyNumber} Ltd`,
    title,
    country,
  }
}
