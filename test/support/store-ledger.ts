import type { Db } from '../../src/adapters/postgres/connect.ts'
import { writeLedger } from '../../src/adapters/postgres/ledger-rows.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'

/** Writes the ledger of one pool as it would have been written turn by turn. */
export async function storeLedger(db: Db, entries: readonly LedgerEntry[]): Promise<void> {
  const [first] = entries
  if (first === undefined) return
  const { poolId: id, previousHash: head } = first
  await db.insertInto('pools').values({ id, head }).execute()
  await db.transaction().execute((tx) => writeLedger(tx, entries))
}
