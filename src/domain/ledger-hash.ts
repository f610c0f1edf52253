import { hash as digest } from 'node:crypto'
import type { CreditEntry, LedgerEntry, PickEntry } from './ledger.ts'

type Unhashed = Omit<PickEntry, 'hash'> | Omit<CreditEntry, 'hash'> | LedgerEntry

/**
 * The hash of an entry: SHA-256 over a JSON array of its ids and numbers in the order below, with
 * members sorted by id, and the hash before it. Anyone can compute it again from the export.
 */
export function hashOf(entry: Unhashed): string {
  const { poolId, sequence, repId, at, revision, previousHash } = entry
  if (entry.version === 1 && entry.kind === 'pick') {
    const ids = [poolId, sequence, entry.leadId, entry.assignmentId, repId, at.toISOString()]
    const members = [byId(entry.entitled), byId(entry.skipped), byId(entry.credits)]
    return sha256([...ids, entry.seed, revision, ...members, previousHash])
  }
  const ids = [entry.version, entry.kind, poolId, sequence, repId, at.toISOString(), revision]
  const after = [byId(entry.entitled), byId(entry.credits), debtsOf(entry), previousHash]
  return sha256([...ids, ...ownPartOf(entry), ...after])
}

function ownPartOf(entry: Unhashed): readonly unknown[] {
  if (entry.kind === 'pick') {
    const { version, leadId, assignmentId, seed, skipped, accruing } = entry
    const chosen = version < 3 ? [] : [entry.strategy, byId(entry.seen), entry.worth]
    return [leadId, assignmentId, seed, byId(skipped), byId(accruing), ...chosen]
  }
  const { leadId = null, units, refundOf = null, reason = null, by = null } = entry
  return [leadId, units, refundOf, reason, by]
}

const debtsOf = ({ debts }: Unhashed) =>
  byId(debts).map(([repId, { units, since }]) => [repId, units, since])

const sha256 = (values: readonly unknown[]) => digest('sha256', JSON.stringify(values))

const byId = <T>(members: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))
