import type { AccountChange } from '../account.ts'
import type { AccountColumn } from './account-columns.ts'

/** What a line of a file says, ready to be taken in. */
export type AccountLine = {
  /** Counted from 1, the line of the column names. */
  readonly line: number
  readonly change: AccountChange
  /** The key of the account that is its parent; null for none from now on. */
  readonly parentKey?: string | null
  /** By which the account is known: the first of these that one account has tells which it is. */
  readonly knownBy: readonly string[]
}

/** Something that is wrong in a file; without a column it is about the whole line. */
export type LineProblem = {
  readonly line: number
  readonly column?: AccountColumn
  readonly reason: string
}
