import type { WordWeight } from './company-features.ts'
import { companyLikeness } from './company-likeness.ts'
import { editDistance } from './edit-distance.ts'
import type { Comparison } from './fellegi-sunter.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import type { Mailbox } from './mailbox.ts'
import { isSameFirstName } from './nicknames.ts'
import type { PersonRecord } from './person-record.ts'

const NAME_LEVELS = ['different', 'similar', 'initial', 'near', 'same'] as const
const NEAR_NAME = 0.92
const SIMILAR_NAME = 0.82
const INITIAL = NAME_LEVELS.indexOf('initial')
const NEAR = NAME_LEVELS.indexOf('near')
const SAME = NAME_LEVELS.indexOf('same')

const STRONG_COMPANY = 0.8
const FAIR_COMPANY = 0.5
const WEAK_COMPANY = 0.25
/** Shorter user parts are shared by too many: `anna@` is no one. */
const TELLING_USER = 5

/**
 * How two persons are compared. Names that were swapped count as given; a nickname is nearly the
 * name; of several addresses or numbers the best pair counts.
 */
export function personComparisons(weightOf: WordWeight): readonly Comparison<PersonRecord>[] {
  return [
    {
      field: 'givenName',
      levels: NAME_LEVELS,
      compare: (a, b) => (isSwapped(a, b) ? SAME : givenLevel(a.name.given, b.name.given)),
      frequency: { fromLevel: SAME, valueOf: ({ name }) => name.given || undefined },
    },
    {
      field: 'familyName',
      levels: NAME_LEVELS,
      compare: (a, b) => (isSwapped(a, b) ? SAME : nameLevel(a.name.family, b.name.family)),
      frequency: { fromLevel: SAME, valueOf: ({ name }) => name.family || undefined },
    },
    {
      field: 'email',
      levels: ['different', 'same user elsewhere', 'near', 'same'],
      compare: (a, b) => best(a.mailboxes, b.mailboxes, mailboxLevel),
    },
    {
      field: 'phone',
      levels: ['different', 'one digit off', 'same'],
      compare: (a, b) => best(a.phones, b.phones, phoneLevel),
    },
    {
      field: 'company',
      levels: ['different', 'weak', 'fair', 'strong', 'same'],
      compare: (a, b) => companyLevel(a, b, weightOf),
      frequency: {
        fromLevel: 3,
        valueOf: ({ companyDomains, company }) => companyDomains[0] ?? company?.joined,
      },
    },
  ]
}

const isSwapped = ({ name: a }: PersonRecord, { name: b }: PersonRecord) =>
  a.given !== '' && a.family !== '' && a.given === b.family && a.family === b.given

function givenLevel(a: string, b: string): number | undefined {
  const level = nameLevel(a, b)
  if (level === undefined || level >= NEAR) return level
  return isSameFirstName(a, b) ? NEAR : level
}

function nameLevel(a: string, b: string): number | undefined {
  if (a === '' || b === '') return undefined
  if (a === b) return SAME
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? INITIAL : 0
  const likeness = jaroWinkler(a, b)
  if (likeness >= NEAR_NAME) return NEAR
  return likeness >= SIMILAR_NAME ? NAME_LEVELS.indexOf('similar') : 0
}

function mailboxLevel(a: Mailbox, b: Mailbox): number {
  if (a.domain === b.domain) {
    if (a.user === b.user) return 3
    // Colleagues have similar addresses, so only a slip in a long one counts.
    return a.user.length > TELLING_USER && editDistance(a.user, b.user, 2) <= 2 ? 2 : 0
  }
  return a.user.length >= TELLING_USER && joined(a) === joined(b) ? 1 : 0
}

/** Some providers ignore dots and others do not, so between two of them they do not count. */
const joined = ({ user }: Mailbox) => user.replace(/[._-]/g, '')

function phoneLevel(a: string, b: string): number {
  if (a === b) return 2
  return editDistance(a, b, 1) <= 1 ? 1 : 0
}

function companyLevel(a: PersonRecord, b: PersonRecord, weightOf: WordWeight) {
  if (a.companyDomains.some((domain) => b.companyDomains.includes(domain))) return 4
  if (a.company === undefined || b.company === undefined) return undefined
  if (a.company.joined === b.company.joined) return 4
  const likeness = companyLikeness(a.company, b.company, weightOf)
  if (likeness >= STRONG_COMPANY) return 3
  if (likeness >= FAIR_COMPANY) return 2
  return likeness >= WEAK_COMPANY ? 1 : 0
}

/** The strongest level any pair reaches; undefined when one side has no value. */
function best<T>(a: readonly T[], b: readonly T[], levelOf: (x: T, y: T) => number) {
  const levels = a.flatMap((one) => b.map((other) => levelOf(one, other)))
  return levels.length === 0 ? undefined : Math.max(...levels)
}
