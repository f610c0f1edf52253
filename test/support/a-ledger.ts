import type { AssignmentId, LeadId, PoolId, RepId } from '../../src/domain/ids.ts'
import { emptyLedger, type LedgerEntry, ledgerAfter, takeTurn } from '../../src/domain/ledger.ts'
import { numberedId } from './numbered-id.ts'

type Scene = { readonly turns: number; readonly weights: Readonly<Record<string, number>> }

/** The ledger of a pool whose members were all there for so many leads. */
export function aLedger(pool: string, { turns, weights }: Scene): readonly LedgerEntry[] {
  const members = Object.entries(weights).map(([name, weight]) => {
    return { repId: name as string as RepId, weight }
  })
  const entries: LedgerEntry[] = []
  let ledger = emptyLedger(pool as string as PoolId)
  for (let number = 1; number <= turns; number += 1) {
    const { entry } = takeTurn(ledger, {
      leadId: numberedId<LeadId>(number),
      assignmentId: numberedId<AssignmentId>(number),
      at: new Date(Date.UTC(2026, 2, 2) + number * 1_000),
      seed: number,
      revision: 1,
      entitled: members,
      eligible: new Set(members.map(({ repId }) => repId)),
      skipped: {},
      accruing: [],
    })
    entries.push(entry)
    ledger = ledgerAfter(entry)
  }
  return entries
}
