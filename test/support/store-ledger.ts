import type { Db } from '../../src/adapters/postgres/connect.ts'
import { insertAll } from '../../src/adapters/postgres/fixed-text.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'

/** Writes the ledger of one pool as it would have been written turn by turn. */
export async function storeLedger(db: Db, entries: readonly LedgerEntry[]): Promise<void> {
  const last = entries.at(-1)
  if (last === undefined) return
  const { poolId, sequence, credits, hash } = last
  await insertAll('poolLedger', entries).execute(db)
  await db
    .insertInto('pools')
    .values({ id: poolId, sequence, credits: JSON.stringify(credits), head: hash })
    .execute()
}
