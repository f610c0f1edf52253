import type { PoolAccount } from '../domain/fairness-standing.ts'
import type { PoolId } from '../domain/ids.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Page, PageRequest } from './page.ts'

/** Reads the credit account of a pool, so that anyone can check its fairness. */
export type LedgerReader = {
  /** The pool's entries, latest first; none for a pool that never picked. */
  list(poolId: PoolId, page: PageRequest): Promise<Page<LedgerEntry>>
  /** All its entries up to now, oldest first, a part at a time. */
  entries(poolId: PoolId): AsyncIterable<LedgerEntry>
  /** The account after the last entry; an empty one for a pool that never picked. */
  account(poolId: PoolId): Promise<PoolAccount>
}
