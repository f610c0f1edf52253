import type { WordWeight } from './company-features.ts'
import { companyLikeness } from './company-likeness.ts'
import { editDistance } from './edit-distance.ts'
import type { Comparison } from './fellegi-sunter.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { mailboxLevel } from './mailbox-level.ts'
import { isSameFirstName } from './nicknames.ts'
import type { PersonName } from './person-name.ts'
import type { PersonRecord } from './person-record.ts'

const NAME_LEVELS = ['different', 'similar', 'initial', 'near', 'same'] as const
const NEAR_NAME = 0.92
const SIMILAR_NAME = 0.82
const SIMILAR = NAME_LEVELS.indexOf('similar')
const INITIAL = NAME_LEVELS.indexOf('initial')
const NEAR = NAME_LEVELS.indexOf('near')
const SAME = NAME_LEVELS.indexOf('same')

const STRONG_COMPANY = 0.8
const FAIR_COMPANY = 0.5
const WEAK_COMPANY = 0.25

/**
 * How two persons are compared. Names that were swapped count as given; a nickname is nearly the
 * name; of several addresses or numbers the best pair counts.
 */
export function personComparisons(weightOf: WordWeight): readonly Comparison<PersonRecord>[] {
  return [
    {
      field: 'givenName',
      levels: NAME_LEVELS,
      compare: (a, b) =>
        isSwapped(a.name, b.name) ? SAME : givenLevel(a.name.given, b.name.given),
      frequency: { fromLevel: SAME, valueOf: ({ name }) => name.given || undefined },
    },
    {
      field: 'familyName',
      levels: NAME_LEVELS,
      compare: (a, b) =>
        isSwapped(a.name, b.name) ? SAME : nameLevel(a.name.family, b.name.family),
      frequency: { fromLevel: SAME, valueOf: ({ name }) => name.family || undefined },
    },
    {
      field: 'email',
      levels: ['different', 'same user elsewhere', 'near', 'same'],
      compare: mailLevel,
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

const isSwapped = (a: PersonName, b: PersonName) =>
  a.given !== '' && a.family !== '' && a.given === b.family && a.family === b.given

function givenLevel(a: string, b: string): number | undefined {
  const level = nameLevel(a, b)
  if (level === undefined || level >= NEAR) return level
  return isSameFirstName(a, b) ? NEAR : level
}

function nameLevel(a: string, b: string): number | undefined {
  if (a === '' || b === '') return undefined
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? INITIAL : 0
  if (a === b) return SAME
  const likeness = jaroWinkler(a, b)
  if (likeness >= NEAR_NAME) return NEAR
  return likeness >= SIMILAR_NAME ? SIMILAR : 0
}

/**
 * Colleagues have similar addresses because they have similar names, so a slip in an address counts
 * only where no name speaks against it.
 */
function mailLevel(a: PersonRecord, b: PersonRecord): number | undefined {
  const mayBeSlip = () => !isOtherName(a.name, b.name)
  const levels = a.mailboxes.flatMap((one) =>
    b.mailboxes.map((other) => mailboxLevel(one, other, { names: [a.name, b.name], mayBeSlip })),
  )
  const told = levels.filter((level) => level !== undefined)
  const most = told.length === 0 ? undefined : Math.max(...told)
  // What says nothing does not say that they differ either.
  return most === 0 && told.length < levels.length ? undefined : most
}

/** True when both have names, and these are not two spellings or forms of one. */
export function isOtherName(a: PersonName, b: PersonName): boolean {
  if (isSwapped(a, b)) return false
  const given = givenLevel(a.given, b.given) ?? SAME
  const family = nameLevel(a.family, b.family) ?? SAME
  return given < INITIAL || family < SIMILAR
}

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
