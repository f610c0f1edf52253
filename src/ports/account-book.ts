import type { Account } from '../domain/account.ts'
import type { AccountLine, LineProblem } from '../domain/accounts/account-line.ts'
import type { AccountId, RepId } from '../domain/ids.ts'
import type { Page, PageRequest } from './page.ts'

/** Which accounts to list. */
export type AccountQuery = PageRequest & {
  readonly ownerRepId?: RepId | undefined
  /** A name without its legal form, a domain, or an external id such as `hubspot:123`. */
  readonly search?: string | undefined
}

/** One account with those around it. */
export type AccountFile = {
  readonly account: Account
  /** Who or what changed it last, and when. */
  readonly changedBy: string
  readonly updatedAt: Date
  readonly parentName: string | undefined
  /** The first 200 by name. */
  readonly subsidiaries: readonly Pick<Account, 'id' | 'name'>[]
}

/** How a file is taken in. */
export type ImportOptions = {
  /** Only say what would become of it. */
  readonly dryRun: boolean
  /** Take in nothing when any line has a problem. */
  readonly strict: boolean
  readonly by: string
}

/** What became of a file, or would. */
export type ImportOutcome = {
  /** False when nothing was changed: it was only tried, or had problems and was to have none. */
  readonly applied: boolean
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** By line. */
  readonly problems: readonly LineProblem[]
}

/** The companies of our own book. Reading changes nothing; all reject with `Unavailable`. */
export type AccountBook = {
  /** By id. Rejects with `Refused` (`cursor-invalid`). */
  list(query: AccountQuery): Promise<Page<Account>>
  find(id: AccountId): Promise<AccountFile | undefined>
  /**
   * Makes the account what is given, new or not; called twice it is the same. Rejects with `Refused`:
   * `account-parent-unknown`, `account-parent-circle`, and `account-id-conflict` when another account
   * has one of its external ids.
   */
  save(account: Account, by: string): Promise<AccountFile>
  /**
   * Takes in the lines of a file, each whole or not at all, and all of them in one transaction. The
   * same file once more changes nothing. Two at once take turns.
   */
  take(lines: readonly AccountLine[], options: ImportOptions): Promise<ImportOutcome>
}
