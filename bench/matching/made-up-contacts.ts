import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import { random } from '../support/random.ts'
import {
  type Company,
  company,
  FREE_MAIL,
  familyName,
  givenName,
  oftenFirst,
  phone,
  pick,
} from './made-up-names.ts'
import { slipped } from './slipped.ts'

/** A made-up person, and who they really are. */
export type MadeUp = { readonly entity: number; readonly facts: PersonFacts }

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

const COUNTRIES = ['Norway', 'Germany', 'France', 'USA', 'Sweden', 'UK']

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

function userOf(given: string, family: string, chance: () => number): string {
  const [g, f] = [given.toLowerCase(), family.toLowerCase()]
  return pick(
    [`${g}.${f}`, `${g.charAt(0)}${f}`, `${g}${Math.floor(chance() * 90) + 10}`, `${g}_${f}`, f],
    chance,
  )
}
