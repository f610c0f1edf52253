import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import { random } from '../support/random.ts'

/** A made-up person, and who they really are. */
export type MadeUp = { readonly entity: number; readonly facts: PersonFacts }

const GIVEN =
  'james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas ' +
  'sarah charles karen christopher lisa daniel nancy matthew anna anthony emma mark olga donald ingrid steven maria andrew ' +
  'kari paul lucia joshua sofia kenneth amelie kevin chloe brian hannah george lena timothy julia ronald eva edward nina ' +
  'jason laura jeffrey clara ryan alice jacob martha nicholas irene gary helen jonathan rosa stephen ines larry paula justin'
const STARTS =
  'ander berg car dal ek fos gar hol iv jen kol lund mar nor os pet quin ros sol ther ul vik wen yor zim brand'
const MIDDLES = 'a e i o u an en er il ol ar in on es at'
const ENDS =
  'sen son berg stad man ski ez ard ton well field ford ley ini ova erg dahl heim mann bach'
const BUSINESS =
  'logistics systems software foods energy medical labs partners capital textiles optics marine robotics media steel'
const FORMS = ['Inc', 'LLC', 'GmbH', 'AS', 'Ltd', 'S.A.', 'BV', 'AB', '']
const COUNTRIES = ['Norway', 'Germany', 'France', 'USA', 'Sweden', 'UK']
const FREE_MAIL = ['gmail.com', 'outlook.com', 'yahoo.com']

type Company = { readonly name: string; readonly domain: string; readonly frontDesk: string }

/**
 * Contacts for measuring: names as common as in life (few are very common), companies with some
 * people each, free mail, missing fields. `sizeOfLargest` people work at one company and as many
 * more as `johnSmiths` says are called John Smith. The same seed gives the same people.
 */
export function madeUpContacts(
  count: number,
  {
    seed = 1,
    johnSmiths = 0,
    sizeOfLargest = 0,
  }: { seed?: number; johnSmiths?: number; sizeOfLargest?: number } = {},
): MadeUp[] {
  const chance = random(seed)
  const companies = Array.from({ length: Math.ceil(count / 8) }, () => company(chance))
  const [largest] = companies
  return Array.from({ length: count }, (_, entity) => {
    const employer = entity < sizeOfLargest ? largest : oftenFirst(companies, chance)
    const isJohn = entity >= count - johnSmiths
    const [given, family] = isJohn ? ['John', 'Smith'] : [givenName(chance), familyName(chance)]
    return { entity, facts: person(given, family, employer, chance) }
  })
}

/**
 * The same people once more, each as they might come again: with a slip, a nickname, swapped names, a
 * tag in the address, another phone, another company, or much left out; and strangers who share a
 * family, a desk or a group with somebody known (`entity` -1).
 */
export function comingAgain(known: readonly MadeUp[], count: number, seed = 2): MadeUp[] {
  const chance = random(seed)
  return Array.from({ length: count }, () => {
    const one = known[Math.floor(chance() * known.length)]
    if (one === undefined) throw new Error('Nobody is known')
    if (chance() < 0.5) return { entity: one.entity, facts: slipped(one.facts, chance) }
    return { entity: -1, facts: stranger(one.facts, chance) }
  })
}

function person(
  given: string,
  family: string,
  employer: Company | undefined,
  chance: () => number,
): PersonFacts {
  const user = userOf(given, family, chance)
  const worksByFreeMail = employer === undefined || chance() < 0.25
  const domain = worksByFreeMail ? pick(FREE_MAIL, chance) : employer.domain
  return {
    givenName: given,
    familyName: family,
    emails: chance() < 0.9 ? [`${user}@${domain}`] : [],
    phones: chance() < 0.55 ? [phone(chance)] : [],
    company: chance() < 0.85 ? employer?.name : undefined,
    companyDomains: worksByFreeMail ? [] : [domain],
  }
}

type Change = (facts: PersonFacts, chance: () => number) => PersonFacts

const CHANGES: readonly Change[] = [
  (facts, chance) => ({ ...facts, familyName: typo(facts.familyName ?? '', chance) }),
  (facts, chance) => ({ ...facts, givenName: typo(facts.givenName ?? '', chance) }),
  (facts) => ({ ...facts, givenName: nickname(facts.givenName ?? '') }),
  (facts) => ({ ...facts, givenName: (facts.givenName ?? '').charAt(0) }),
  (facts) => ({ ...facts, givenName: facts.familyName, familyName: facts.givenName }),
  (facts, chance) => ({ ...facts, emails: facts.emails.map((email) => emailTypo(email, chance)) }),
  (facts) => ({ ...facts, emails: [] }),
  (facts, chance) => ({
    ...facts,
    emails: facts.emails.map((email) => elsewhere(email, chance)),
    companyDomains: [],
  }),
  (facts, chance) => ({ ...facts, phones: [phone(chance)] }),
  (facts) => ({ ...facts, phones: [] }),
  (facts) => ({ ...facts, company: undefined }),
  (facts, chance) => ({ ...facts, company: respelled(facts.company, chance) }),
  (facts, chance) => moved(facts, company(chance)),
]

function slipped(facts: PersonFacts, chance: () => number): PersonFacts {
  const changes = 1 + Math.floor(chance() * 3)
  let changed = facts
  for (let done = 0; done < changes; done += 1) changed = pick(CHANGES, chance)(changed, chance)
  return changed
}

/** Somebody else who has something in common with a known person. */
function stranger(facts: PersonFacts, chance: () => number): PersonFacts {
  const given = givenName(chance)
  const kind = chance()
  if (kind < 0.15) {
    // A family behind one phone.
    return {
      ...facts,
      givenName: given,
      emails: [
        `${given.toLowerCase()}.${facts.familyName?.toLowerCase()}@${pick(FREE_MAIL, chance)}`,
      ],
      company: undefined,
      companyDomains: [],
    }
  }
  const family = familyName(chance)
  const domain = facts.companyDomains[0]
  const employer =
    domain === undefined || facts.company === undefined
      ? company(chance)
      : { name: facts.company, domain, frontDesk: phone(chance) }
  const colleague = person(given, family, employer, chance)
  // The desk of the company answers for all who work there.
  if (kind < 0.3) return { ...colleague, phones: facts.phones }
  if (kind < 0.4)
    return {
      ...colleague,
      company: `${facts.company ?? employer.name} ${pick(COUNTRIES, chance)}`,
      companyDomains: [],
      emails: [],
    }
  if (kind < 0.7) return colleague
  return person(given, family, company(chance), chance)
}

function moved(facts: PersonFacts, { name, domain }: Company): PersonFacts {
  const emails = facts.emails.map((email) => `${email.split('@')[0]}@${domain}`)
  return { ...facts, emails, company: name, companyDomains: [domain] }
}

const NICKNAMES = new Map([
  ['james', 'Jim'],
  ['robert', 'Bob'],
  ['michael', 'Mike'],
  ['william', 'Bill'],
  ['richard', 'Rick'],
  ['thomas', 'Tom'],
  ['elizabeth', 'Liz'],
  ['jennifer', 'Jen'],
  ['susan', 'Sue'],
  ['daniel', 'Dan'],
  ['andrew', 'Andy'],
  ['edward', 'Ted'],
])
const nickname = (given: string) => NICKNAMES.get(given.toLowerCase()) ?? given.slice(0, 4)

function userOf(given: string, family: string, chance: () => number): string {
  const [g, f] = [given.toLowerCase(), family.toLowerCase()]
  return pick(
    [`${g}.${f}`, `${g.charAt(0)}${f}`, `${g}${Math.floor(chance() * 90) + 10}`, `${g}_${f}`, f],
    chance,
  )
}

function emailTypo(email: string, chance: () => number): string {
  const [user = '', domain = ''] = email.split('@')
  return chance() < 0.5 ? `${user}+news@${domain}` : `${typo(user, chance)}@${domain}`
}

function elsewhere(email: string, chance: () => number): string {
  return `${email.split('@')[0]}@${pick(FREE_MAIL, chance)}`
}

function respelled(name: string | undefined, chance: () => number): string | undefined {
  if (name === undefined) return undefined
  const bare = name.replace(/ (Inc|LLC|GmbH|AS|Ltd|S\.A\.|BV|AB)$/, '')
  return pick(
    [bare, bare.toUpperCase(), `The ${bare}`, typo(bare, chance), bare.replace(' ', '')],
    chance,
  )
}

function typo(text: string, chance: () => number): string {
  if (text.length < 3) return text
  const at = 1 + Math.floor(chance() * (text.length - 2))
  const [before, letter, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
  return pick(
    [
      `${before}${after}`,
      `${before}${letter}${letter}${after}`,
      `${before}${after.charAt(0)}${letter}${after.slice(1)}`,
      `${before}e${after}`,
    ],
    chance,
  )
}

function company(chance: () => number): Company {
  const stem = capital(word(chance))
  const business = capital(pick(BUSINESS.split(' '), chance))
  const form = pick(FORMS, chance)
  const name = [stem, business, form].filter(Boolean).join(' ')
  return { name, domain: `${stem}${business}.example`.toLowerCase(), frontDesk: phone(chance) }
}

const NAMES = GIVEN.split(' ').map(capital)

function givenName(chance: () => number): string {
  return oftenFirst(NAMES, chance) ?? 'Ada'
}

const familyName = (chance: () => number) => capital(word(chance))

function word(chance: () => number): string {
  const parts = [
    oftenFirst(STARTS.split(' '), chance),
    pick(MIDDLES.split(' '), chance),
    oftenFirst(ENDS.split(' '), chance),
  ]
  return chance() < 0.4 ? `${parts[0]}${parts[2]}` : `${parts[0]}${parts[1]}${parts[2]}`
}

/** The first of a list are the most common, as with names in life. */
function oftenFirst<T>(list: readonly T[], chance: () => number): T | undefined {
  return list[Math.floor(chance() ** 1.7 * list.length)]
}

function pick<T>(list: readonly T[], chance: () => number): T {
  return list[Math.floor(chance() * list.length)] as T
}

const phone = (chance: () => number) =>
  `+1650${String(Math.floor(chance() * 1e7)).padStart(7, '0')}`

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
