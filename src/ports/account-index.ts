import type { AccountFacts } from '../domain/account-of-lead.ts'
import type { AccountId } from '../domain/ids.ts'
import type { AccountCandidate } from '../domain/matching/account-verdict.ts'

/** Finds accounts for leads. Changes nothing; all reject with `Unavailable`. */
export type AccountIndex = {
  /**
   * Accounts that are filed under any of these keys: of each key at most 25, those known longest, and
   * 100 in all, so that a look-up costs the same however many share a key.
   */
  candidates(keys: readonly string[]): Promise<readonly AccountCandidate[]>
  /** What the book says of an account now; undefined when there is none of that id. */
  facts(id: AccountId): Promise<AccountFacts | undefined>
}
