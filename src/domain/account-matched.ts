import type { AccountId } from './ids.ts'
import type { AccountEvidence } from './matching/account-verdict.ts'

/** Which account of the book a lead belongs to; none when it belongs to none. */
export type OfAccount = {
  at: Date
  revision: number
  accountId?: AccountId
  by?: AccountEvidence
  /** How many accounts matched, at most 5, and how many were compared. */
  matches: number
  compared: number
}
