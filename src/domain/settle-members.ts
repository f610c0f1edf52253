import type { Pool } from './documents/teams.ts'
import { type CreditChange, enterCredit } from './enter-credit.ts'
import type { RepId } from './ids.ts'
import { type CreditEntry, ledgerAfter, type PoolLedger } from './ledger.ts'

/** A ledger that knows the members its pool has now, and the entries that brought it there. */
export type Settled = { readonly ledger: PoolLedger; readonly entries: readonly CreditEntry[] }

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Brings a ledger up to date with its pool: who is new starts level with the others; who has left
 * hands on what they were owed, or owed, to those who stay, by weight; what was missed too long ago
 * is no longer made good. Before a pool's first pick there is nothing to do. Pure.
 */
export function settleMembers(before: PoolLedger, pool: Pool, at: Date, revision: number): Settled {
  let ledger = before
  const entries: CreditEntry[] = []
  if (before.sequence === 0) return { ledger, entries }
  const enter = (change: Pick<CreditChange, 'kind' | 'repId' | 'units'>) => {
    const entry = enterCredit(ledger, { ...change, at, revision, payers: pool.members })
    entries.push(entry)
    ledger = ledgerAfter(entry)
  }
  for (const { repId } of pool.members) {
    if (!(repId in ledger.credits)) enter({ kind: 'calibration', repId, units: 0 })
  }
  for (const repId of leavers(before, pool)) {
    enter({ kind: 'removal', repId, units: -(ledger.credits[repId] ?? 0) })
  }
  for (const repId of expired(ledger, pool, at)) enter({ kind: 'expiry', repId, units: 0 })
  return { ledger, entries }
}

const leavers = ({ credits }: PoolLedger, { members }: Pool) =>
  idsOf(credits).filter((repId) => !members.some((member) => member.repId === repId))

function expired({ debts }: PoolLedger, { credit }: Pool, at: Date): readonly RepId[] {
  const days = credit.expireAfterDays
  return idsOf(debts).filter((repId) => {
    const since = Date.parse(debts[repId]?.since ?? '')
    return at.getTime() - since > days * DAY_MS
  })
}

/** By id, so that the order does not depend on how the members were stored. */
const idsOf = (record: Readonly<Record<RepId, unknown>>) => (Object.keys(record) as RepId[]).sort()
