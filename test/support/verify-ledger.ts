import { fairnessCheck } from '../../src/domain/fairness-check.ts'
import type { FairnessProof } from '../../src/domain/fairness-proof.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'

/**
 * Checks one pool's whole ledger, in order, from its first entry. For a ledger that is too long to
 * be held, give its entries to `fairnessCheck` one by one.
 */
export function verifyLedger(entries: readonly LedgerEntry[]): FairnessProof['problems'] {
  const check = fairnessCheck()
  for (const entry of entries) check.see(entry)
  return check.proof().problems
}
