import { sql } from 'kysely'
import * as z from 'zod'
import type { PoolAccount } from '../../domain/fairness-standing.ts'
import type { PoolId } from '../../domain/ids.ts'
import { emptyLedger, type LedgerEntry, type PoolLedger } from '../../domain/ledger.ts'
import { UNITS_PER_CREDIT } from '../../domain/shares.ts'
import type { LedgerReader } from '../../ports/ledger-reader.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { entryFrom } from './ledger-rows.ts'

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
    entries: (poolId) => entries(db, poolId),
    account: (poolId) => translated(() => account(db, poolId)),
  }
}

/** Enough to be quick, and little enough that a long ledger never fills the memory. */
const ENTRIES_AT_ONCE = 1_000

/** In parts rather than with a cursor, which would hold a transaction open while others read on. */
async function* entries(db: Db, poolId: PoolId): AsyncGenerator<LedgerEntry> {
  for (let after = 0; ; ) {
    const rows = await translated(() =>
      db
        .selectFrom('poolLedger')
        .selectAll()
        .where('poolId', '=', poolId)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(ENTRIES_AT_ONCE)
        .execute(),
    )
    yield* rows.map(entryFrom)
    if (rows.length < ENTRIES_AT_ONCE) return
    after = rows.at(-1)?.sequence ?? after
  }
}

/** In one statement, so that no pick comes between the credits and the counts. */
async function account(db: Db, poolId: PoolId): Promise<PoolAccount> {
  type Row = Omit<PoolLedger, 'poolId'> & Pick<PoolAccount, 'received'>
  const { rows } = await sql<Row>`
    select p.sequence, p.credits, p.debts, p.head, (
      select coalesce(jsonb_object_agg(rep_id, picks), '{}')
      from (
        select rep_id, coalesce(sum(coalesce(worth, 1)) filter (where kind = 'pick'), 0)
          - coalesce(sum(units) filter (where kind = 'refund'), 0)
            / ${UNITS_PER_CREDIT}::double precision as picks
        from pool_ledger where pool_id = p.id group by rep_id) c
    ) as received
    from pools p where p.id = ${poolId}`.execute(db)
  const [row] = rows
  if (row === undefined) return { ledger: emptyLedger(poolId), received: {} }
  const { received, ...ledger } = row
  return { ledger: { poolId, ...ledger }, received }
}
