import { fullNamesOf } from './nicknames.ts'
import type { PersonRecord } from './person-record.ts'
import { soundex } from './soundex.ts'

const COMPANY_PREFIX = 5
/** Shorter user parts are shared by too many to be looked up. */
const TELLING_USER = 6

/**
 * The keys under which a person is filed and looked for: two records of one person are only compared
 * when they share one, so each kind of slip leaves some key as it was. `kind:value` each, without
 * doubles; a dozen at most for one address, one number and one company.
 */
export function blockingKeys(record: PersonRecord): string[] {
  const { name, mailboxes, phones, company, companyDomains } = record
  const sounds = { given: soundex(name.given), family: soundex(name.family) }
  const places = [
    ...companyDomains.map((domain) => `d ${domain}`),
    ...(company === undefined ? [] : [`c ${company.joined.slice(0, COMPANY_PREFIX)}`]),
  ]
  const words = company?.words ?? []
  const rarest = words.toSorted((a, b) => b.length - a.length)[0]
  return [
    ...new Set([
      ...mailboxes.map(({ user, domain }) => `email:${user}@${domain}`),
      ...mailboxes.flatMap(({ user }) => telling(user).map((text) => `user:${text}`)),
      ...phones.map((phone) => `phone:${phone}`),
      ...bothNames(record),
      ...places.flatMap((place) => [
        ...(sounds.family === '' ? [] : [`family-at:${sounds.family} ${place}`]),
        ...(sounds.given === '' ? [] : [`given-at:${sounds.given} ${place}`]),
      ]),
      ...(rarest === undefined || name.family === '' ? [] : [`word:${rarest} ${name.family}`]),
    ]),
  ]
}

/** Sorted, so that a name that was swapped is found; nicknames under the name they stand for. */
function bothNames({ name: { given, family } }: PersonRecord): string[] {
  if (given === '' || family === '') return []
  return [...fullNamesOf(given)].map((full) => `names:${[full, family].sort().join(' ')}`)
}

function telling(user: string): string[] {
  const text = user.replace(/[._-]|\d+$/g, '')
  return text.length >= TELLING_USER ? [text] : []
}
