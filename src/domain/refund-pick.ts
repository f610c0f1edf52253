import { enterCredit } from './enter-credit.ts'
import type { CreditEntry, PickEntry, PoolLedger } from './ledger.ts'
import { type Manner, sharersOfPick } from './pool-strategy.ts'
import { unitsOf } from './shares.ts'

type Refundable = Pick<
  PickEntry,
  'repId' | 'leadId' | 'sequence' | 'entitled' | 'skipped' | keyof Manner
>
type Facts = Pick<CreditEntry, 'at' | 'revision' | 'reason' | 'by'>

/**
 * The entry that undoes a pick: its rep is owed what it cost, and those who gained by it give it back, but
 * for who is gone. Undefined when the rep themselves is in the pool no more.
 */
export function refundPick(
  ledger: PoolLedger,
  pick: Refundable,
  facts: Facts,
): CreditEntry | undefined {
  const { repId, leadId, sequence } = pick
  if (!(repId in ledger.credits)) return undefined
  return enterCredit(ledger, {
    ...{ kind: 'refund', repId, units: unitsOf(pick.worth), leadId, refundOf: sequence },
    ...facts,
    payers: sharersOfPick(pick).filter((one) => one.repId in ledger.credits),
  })
}
