import type { ChargedTurns } from '../../ports/charged-turns.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { pickFrom } from './ledger-rows.ts'

/** The entries of ledgers that charge picks and that no later entry refunds. */
export function postgresChargedTurns(db: Db): ChargedTurns {
  return {
    of: (assignmentId) =>
      translated(async () => {
        const row = await db
          .selectFrom('poolLedger as pick')
          .selectAll('pick')
          .where('pick.assignmentId', '=', assignmentId)
          .where((eb) =>
            eb.not(
              eb.exists(
                eb
                  .selectFrom('poolLedger as refund')
                  .select('refund.sequence')
                  .whereRef('refund.poolId', '=', 'pick.poolId')
                  .whereRef('refund.refundOf', '=', 'pick.sequence'),
              ),
            ),
          )
          .executeTakeFirst()
        return row && pickFrom(row)
      }),
  }
}
