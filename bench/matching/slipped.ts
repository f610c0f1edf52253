import type { PersonFacts } from '../../src/domain/matching/person-record.ts'
import { type Company, company, FREE_MAIL, phone, pick } from './made-up-names.ts'

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

/** The same person once more, with one to three slips. */
export function slipped(facts: PersonFacts, chance: () => number): PersonFacts {
  const changes = 1 + Math.floor(chance() * 3)
  let changed = facts
  for (let done = 0; done < changes; done += 1) changed = pick(CHANGES, chance)(changed, chance)
  return changed
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
