import type { RepId } from './ids.ts'
import { emptyLedger, hashOf, type LedgerEntry, type PoolLedger, takeTurn } from './ledger.ts'

/** Where a ledger does not add up. */
export type LedgerProblem = {
  readonly sequence: number
  readonly problem:
    | 'out-of-order'
    | 'chain-broken'
    | 'hash-wrong'
    | 'nobody-eligible'
    | 'pick-wrong'
    | 'credits-wrong'
}

/**
 * Recomputes every pick and every hash of one pool's whole ledger, in order, from its first
 * entry. No problems mean that each lead went to whom it was due, and that no entry was changed,
 * left out or slipped in. What cannot be seen is an end cut off: compare the last hash for that.
 */
export function verifyLedger(entries: readonly LedgerEntry[]): readonly LedgerProblem[] {
  const [first] = entries
  if (first === undefined) return []
  const problems: LedgerProblem[] = []
  let ledger: PoolLedger = emptyLedger(first.poolId)
  for (const entry of entries) {
    const { sequence, credits, hash } = entry
    for (const problem of problemsOf(entry, ledger)) problems.push({ sequence, problem })
    ledger = { poolId: entry.poolId, sequence, credits, head: hash }
  }
  return problems
}

type Problem = LedgerProblem['problem']

function problemsOf(entry: LedgerEntry, before: PoolLedger): readonly Problem[] {
  const problems: Problem[] = []
  const follows = entry.sequence === before.sequence + 1 && entry.poolId === before.poolId
  if (!follows) problems.push('out-of-order')
  if (entry.previousHash !== before.head) problems.push('chain-broken')
  if (entry.hash !== hashOf(entry)) problems.push('hash-wrong')
  return [...problems, ...problemsOfPick(entry, before)]
}

function problemsOfPick(entry: LedgerEntry, before: PoolLedger): readonly Problem[] {
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
