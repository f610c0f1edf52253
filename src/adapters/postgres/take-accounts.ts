import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { AccountLine } from '../../domain/accounts/account-line.ts'
import { importPlan } from '../../domain/accounts/import-plan.ts'
import { newId } from '../../domain/ids.ts'
import type { ImportOptions, ImportOutcome } from '../../ports/account-book.ts'
import { takeTurn, writeAccounts } from './account-rows.ts'
import type { Db } from './connect.ts'
import { knownAccounts } from './known-accounts.ts'

/** After so many lines whoever else waits for this process has a turn: about 20 ms of work. */
const AT_ONCE = 2_000

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
    const plan = importPlan(await knownAccounts(tx, lines), newId)
    for (const [place, line] of lines.entries()) {
      plan.add(line)
      if (place % AT_ONCE === AT_ONCE - 1) await setImmediate()
    }
    const { saves, ...outcome } = plan.finish()
    const applied = !dryRun && !(strict && outcome.problems.length > 0)
    if (applied) await writeAccounts(tx, saves, by)
    return { applied, ...outcome }
  })
}
