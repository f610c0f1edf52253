import { enterCredit } from './enter-credit.ts'
import type { CreditEntry, PickEntry, PoolLedger } from './ledger.ts'
import { membersOf, UNITS_PER_CREDIT } from './shares.ts'

type Refundable = Pick<PickEntry, 'repId' | 'leadId' | 'sequence' | 'entitled'>
type Facts = Pick<CreditEntry, 'at' | 'revision' | 'reason' | 'by'>

/**
 * The entry that undoes a pick: its rep is owed one more, and those who gained by it give it back, but
 * for who is gone. Undefined when the rep themselves is in the pool no more.
 */
export function refundPick(
  ledger: PoolLedger,
  { repId, leadId, sequence, entitled }: Refundable,
  facts: Facts,
): CreditEntry | undefined {
  if (!(repId in ledger.credits)) return undefined
  return enterCredit(ledger, {
    ...{ kind: 'refund', repId, units: UNITS_PER_CREDIT, leadId, refundOf: sequence },
    ...facts,
    payers: membersOf(entitled).filter((one) => one.repId in ledger.credits),
  })
}
