import { isSharedMailbox } from './mailbox.ts'
import { fullNamesOf } from './nicknames.ts'
import { saysNoCompany } from './no-company.ts'
import type { PersonRecord } from './person-record.ts'
import { soundex } from './soundex.ts'

/**
 * Counts the versions of these keys, beginning with 1. What is filed under the keys of another version
 * is filed anew, so count on with every change to what follows.
 */
export const KEY_SCHEME = 2

const COMPANY_PREFIX = 5
/** Shorter user parts are shared by too many to be looked up. */
const TELLING_USER = 6
/**
 * The keys under which a person is filed and looked for: two records of one person are only compared
 * when they share one, so each kind of slip leaves some key as it was. `kind:value` each, without
 * doubles; about a dozen for one address, one number and one company.
 *
 * What says nothing gives no key, or it would glue strangers together: the mailbox of a desk, a letter
 * in the place of a name, a name typed to try the form out, "n/a" in the place of a company.
 */
export function blockingKeys(record: PersonRecord): string[] {
  const { name, mailboxes, phones } = record
  const sounds = { given: soundOf(name.given), family: soundOf(name.family) }
  const both = bothNames(record)
  const word = longestWord(record)
  return [
    ...new Set([
      ...mailboxes.map(({ user, domain }) => `email:${user}@${domain}`),
      ...mailboxes.flatMap(({ user }) => telling(user).map((text) => `user:${text}`)),
      ...phones.map((phone) => `phone:${phone}`),
      ...both.map((names) => `names:${names}`),
      ...placesOf(record).flatMap((place) => [
        // For names so common, at companies so large, that either alone leads to hundreds.
        ...both.map((names) => `names-at:${names} ${place}`),
        ...(sounds.family === '' ? [] : [`family-at:${sounds.family} ${place}`]),
        ...(sounds.given === '' ? [] : [`given-at:${sounds.given} ${place}`]),
      ]),
      ...(word === undefined || isLetter(name.family) ? [] : [`word:${word} ${name.family}`]),
    ]),
  ]
}

/** The kind of a key: what it is made of. */
export const kindOfKey = (key: string) => key.slice(0, key.indexOf(':'))

const isLetter = (name: string) => name.length < 2
const soundOf = (name: string) => (isLetter(name) ? '' : soundex(name))

/** Where somebody works: any of the domains, or a company that begins like this. */
function placesOf({ company, companyDomains }: PersonRecord): string[] {
  const isNamed = company !== undefined && !saysNoCompany(company.words)
  return [
    ...companyDomains.map((domain) => `d ${domain}`),
    ...(isNamed ? [`c ${company?.joined.slice(0, COMPANY_PREFIX)}`] : []),
  ]
}

/** The longest is most often the rarest. */
function longestWord({ company }: PersonRecord): string | undefined {
  const words = company?.words.filter((word) => !saysNoCompany([word])) ?? []
  return words.toSorted((a, b) => b.length - a.length)[0]
}

/** Sorted, so that a name that was swapped is found; nicknames under the name they stand for. */
function bothNames({ name: { given, family } }: PersonRecord): string[] {
  if (isLetter(given) || isLetter(family)) return []
  return [...fullNamesOf(given)].map((full) => [full, family].sort().join(' '))
}

function telling(user: string): string[] {
  const text = user.replace(/[._-]|\d+$/g, '')
  const isOfDesk = isSharedMailbox({ user: text, domain: '' })
  return text.length >= TELLING_USER && !isOfDesk ? [text] : []
}
