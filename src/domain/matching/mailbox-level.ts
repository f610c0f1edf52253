import { editDistance } from './edit-distance.ts'
import { isMailProvider, type Mailbox } from './mailbox.ts'
import type { PersonName } from './person-name.ts'

/** Shorter user parts are shared by too many: `anna@` is no one. */
const TELLING_USER = 5
const MOST_SLIPS = 2

const [DIFFERENT, SAME_USER, NEAR, SAME] = [0, 1, 2, 3] as const

type Context = {
  /** What the two persons are called. */
  readonly names: readonly PersonName[]
  /** Whether two addresses that are nearly the same may be one that was mistyped. */
  readonly mayBeSlip: () => boolean
}

/**
 * How far two mailboxes agree: `different`, `same user elsewhere`, `near`, `same`, from 0. Undefined
 * where it says nothing: an address at another place that is made of a person's name says what the
 * name says, and everybody of that name has it.
 */
export function mailboxLevel(a: Mailbox, b: Mailbox, context: Context): number | undefined {
  return a.domain === b.domain ? levelAtHome(a, b, context) : levelElsewhere(a, b, context)
}

function levelAtHome(a: Mailbox, b: Mailbox, { mayBeSlip }: Context): number {
  if (a.user === b.user) return SAME
  return isSlipOfUser(a.user, b.user) && mayBeSlip() ? NEAR : DIFFERENT
}

function levelElsewhere(a: Mailbox, b: Mailbox, { names, mayBeSlip }: Context): number | undefined {
  if (a.user === b.user && isSlipOfDomain(a.domain, b.domain) && mayBeSlip()) return NEAR
  if (a.user.length < TELLING_USER || joined(a.user) !== joined(b.user)) return DIFFERENT
  return names.some((name) => isMadeOf(a.user, name)) ? undefined : SAME_USER
}

/** Only in a long one. Another first letter or number is another person more often than a slip. */
const isSlipOfUser = (a: string, b: string) =>
  a.length > TELLING_USER &&
  a[0] === b[0] &&
  digitsOf(a) === digitsOf(b) &&
  editDistance(a, b, MOST_SLIPS) <= MOST_SLIPS

/** `gmail.com` and `ymail.com` are nobody's slip, `gmial.com` is. */
const isSlipOfDomain = (a: string, b: string) =>
  !(isMailProvider(a) && isMailProvider(b)) && editDistance(a, b, 1) <= 1

function isMadeOf(user: string, { given, family }: PersonName): boolean {
  const [first, last] = [given.replaceAll(' ', ''), family.replaceAll(' ', '')]
  if (last === '') return first !== '' && joined(user) === first
  const [f, l] = [first.charAt(0), last.charAt(0)]
  const made = [first, last, first + last, last + first, f + last, last + f, first + l, l + first]
  return made.includes(joined(user))
}

/** Some providers ignore dots and others do not, so between two of them they do not count. */
const joined = (user: string) => user.replace(/[._-]/g, '')

const digitsOf = (user: string) => user.replace(/\D/g, '')
