import { sql } from 'kysely'
import type { AccountLine } from '../../domain/accounts/account-line.ts'
import { planLines } from '../../domain/accounts/import-plan.ts'
import { newId } from '../../domain/ids.ts'
import type { ImportOptions, ImportOutcome } from '../../ports/account-book.ts'
import { takeTurn, writeAccounts } from './account-rows.ts'
import type { Db } from './connect.ts'
import { inSlices } from './in-slices.ts'
import { knownAccounts } from './known-accounts.ts'

/** Takes in the lines of a file in one transaction; see `AccountBook`. */
export function takeAccounts(
  db: Db,
  lines: readonly AccountLine[],
  { dryRun, strict, by }: ImportOptions,
): Promise<ImportOutcome> {
  return db.transaction().execute(async (tx) => {
    await takeTurn(tx)
    // Planning a large file takes longer than a process may be silent that holds up leads.
    await sql`set local idle_in_transaction_session_timeout = '60s'`.execute(tx)
    const known = await knownAccounts(tx, lines)
    const { saves, ...outcome } = await inSlices(planLines(known, lines, newId))
    const applied = !dryRun && !(strict && outcome.problems.length > 0)
    if (applied) await writeAccounts(tx, saves, by)
    return { applied, ...outcome }
  })
}
