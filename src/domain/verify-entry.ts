import type { RepId } from './ids.ts'
import { hashOf, type LedgerEntry, type PoolLedger, takeTurn } from './ledger.ts'

/** What can be wrong with one entry of a ledger. */
export type EntryProblem =
  | 'out-of-order'
  | 'chain-broken'
  | 'hash-wrong'
  | 'nobody-eligible'
  | 'pick-wrong'
  | 'credits-wrong'

/** What is wrong with an entry that follows on this ledger: recomputes its hash and its pick. */
export function verifyEntry(entry: LedgerEntry, before: PoolLedger): readonly EntryProblem[] {
  const problems: EntryProblem[] = []
  const follows = entry.sequence === before.sequence + 1 && entry.poolId === before.poolId
  if (!follows) problems.push('out-of-order')
  if (entry.previousHash !== before.head) problems.push('chain-broken')
  if (entry.hash !== hashOf(entry)) problems.push('hash-wrong')
  return [...problems, ...problemsOfPick(entry, before)]
}

function problemsOfPick(entry: LedgerEntry, before: PoolLedger): readonly EntryProblem[] {
  const entitled = Object.entries(entry.entitled).map(([id, weight]) => ({
    repId: id as RepId,
    weight,
  }))
  const free = entitled.map(({ repId }) => repId).filter((id) => entry.skipped[id] === undefined)
  if (free.length === 0) return ['nobody-eligible']
  const again = takeTurn(before, { ...entry, entitled, eligible: new Set(free) })
  if (again.repId !== entry.repId) return ['pick-wrong']
  return sameCredits(again.entry.credits, entry.credits) ? [] : ['credits-wrong']
}

function sameCredits(a: LedgerEntry['credits'], b: LedgerEntry['credits']): boolean {
  const ids = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<RepId>
  return [...ids].every((id) => (a[id] ?? 0) === (b[id] ?? 0))
}
