import type { RepId } from './ids.ts'
import type { CreditEntry, PoolLedger } from './ledger.ts'
import { hashOf } from './ledger-hash.ts'
import { type Credits, type Members, weightsOf, withShares } from './shares.ts'

/** A change of credits that is to be entered. */
export type CreditChange = Pick<CreditEntry, 'kind' | 'repId' | 'units' | 'at' | 'revision'> &
  Partial<Pick<CreditEntry, 'leadId' | 'refundOf' | 'reason' | 'by'>> & {
    /** Who loses, by weight, what the rep gains. Nobody only where nothing is gained. */
    readonly payers: Members
  }

/**
 * The entry of a change, which leaves the sum of all credits at 0. After a removal the ledger knows
 * the rep no more. Pure.
 */
export function enterCredit(ledger: PoolLedger, change: CreditChange): CreditEntry {
  const { kind, repId, units, payers } = change
  const sequence = ledger.sequence + 1
  const entry: Omit<CreditEntry, 'hash'> = {
    version: 2,
    kind,
    poolId: ledger.poolId,
    sequence,
    repId,
    at: change.at,
    revision: change.revision,
    units,
    leadId: change.leadId,
    refundOf: change.refundOf,
    reason: change.reason,
    by: change.by,
    entitled: weightsOf(payers),
    credits: creditsAfter(ledger.credits, change, sequence),
    debts: kind === 'removal' || kind === 'expiry' ? without(ledger.debts, repId) : ledger.debts,
    previousHash: ledger.head,
  }
  return { ...entry, hash: hashOf(entry) }
}

function creditsAfter(credits: Credits, change: CreditChange, sequence: number): Credits {
  const { kind, repId, units, payers } = change
  const paid = units === 0 ? {} : withShares({}, payers, sequence, Math.abs(units))
  const after: Record<RepId, number> = { ...credits, [repId]: (credits[repId] ?? 0) + units }
  for (const id of Object.keys(paid) as RepId[]) {
    after[id] = (after[id] ?? 0) - Math.sign(units) * (paid[id] ?? 0)
  }
  return kind === 'removal' ? without(after, repId) : after
}

function without<T>(record: Readonly<Record<RepId, T>>, repId: RepId): Record<RepId, T> {
  const { [repId]: _, ...rest } = record
  return rest
}
