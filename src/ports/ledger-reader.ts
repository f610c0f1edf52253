import type { PoolId } from '../domain/ids.ts'
import type { LedgerEntry } from '../domain/ledger.ts'
import type { Page, PageRequest } from './page.ts'

/** Reads the credit account of a pool, so that anyone can check its fairness. */
export type LedgerReader = {
  /** The pool's entries, latest first; none for a pool that never picked. */
  list(poolId: PoolId, page: PageRequest): Promise<Page<LedgerEntry>>
}
