import type { Selectable } from 'kysely'
import * as z from 'zod'
import type { LedgerEntry } from '../../domain/ledger.ts'
import type { LedgerReader } from '../../ports/ledger-reader.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import type { Tables } from './tables.ts'

const Place = z.tuple([z.int()])

/** Reads the ledger that the assign stage writes. */
export function postgresLedgerReader(db: Db): LedgerReader {
  return {
    list: (poolId, { limit, cursor }) =>
      translated(async () => {
        const place = readCursor(Place, cursor)
        const rows = await db
          .selectFrom('poolLedger')
          .selectAll()
          .where('poolId', '=', poolId)
          .$if(place !== undefined, (query) => query.where('sequence', '<', place?.[0] ?? 0))
          .orderBy('sequence', 'desc')
          .limit(limit + 1)
          .execute()
        return pageOf(rows, limit, ({ sequence }) => [sequence], entryFrom)
      }),
  }
}

/** The entry a row stands for. A bigint comes as text; a seed is always a safe integer. */
export const entryFrom = (row: Selectable<Tables['poolLedger']>): LedgerEntry => ({
  ...row,
  seed: Number(row.seed),
})
