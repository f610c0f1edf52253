import { Pool } from '../../src/domain/documents/teams.ts'
import { type CreditChange, enterCredit } from '../../src/domain/enter-credit.ts'
import { fairnessCheck } from '../../src/domain/fairness-check.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from '../../src/domain/ids.ts'
import {
  emptyLedger,
  type LedgerEntry,
  ledgerAfter,
  type PoolLedger,
  takeTurn,
} from '../../src/domain/ledger.ts'
import { settleMembers } from '../../src/domain/settle-members.ts'

const MONDAY = Date.UTC(2026, 2, 2)

type Told = { readonly away?: readonly string[]; readonly seed?: number; readonly at?: number }

/** A pool whose story is told entry by entry; everything that happens is at a Monday, plus `at` milliseconds. */
export function ledgerStory(weights: Record<string, number>, credit: Partial<Pool['credit']> = {}) {
  const entries: LedgerEntry[] = []
  let ledger: PoolLedger = emptyLedger('emea' as string as PoolId)
  let pool = poolOf(weights)
  function poolOf(members: Record<string, number>): Pool {
    const list = Object.entries(members).map(([repId, weight]) => ({ repId, weight }))
    return Pool.parse({ id: 'emea', name: 'EMEA', members: list, credit })
  }
  function add(...added: readonly LedgerEntry[]) {
    entries.push(...added)
    ledger = added.reduce((_, entry) => ledgerAfter(entry), ledger)
  }
  return {
    entries,
    ledger: () => ledger,
    names: () => pool.members.map(({ repId }) => String(repId)),
    /** Who is in the pool from now on, by weight. */
    members(now: Record<string, number>) {
      pool = poolOf(now)
    },
    turn({ away = [], seed = 7, at = 0 }: Told = {}) {
      const now = new Date(MONDAY + at)
      const settled = settleMembers(ledger, pool, now, 1)
      add(...settled.entries)
      const isAway = ({ repId }: { repId: RepId }) => away.includes(repId)
      const entitled = pool.members.filter((member) => !isAway(member))
      const missing = pool.members.filter(isAway)
      const number = ledger.sequence + 1
      const { entry } = takeTurn(ledger, {
        leadId: `lead-${number}` as string as LeadId,
        assignmentId: `assignment-${number}` as string as AssignmentId,
        at: now,
        seed,
        revision: 1,
        entitled,
        eligible: new Set(entitled.map(({ repId }) => repId)),
        skipped: Object.fromEntries(missing.map(({ repId }) => [repId, 'away'])),
        accruing: pool.credit.away === 'catch-up' ? missing : [],
      })
      add(entry)
      return entry
    },
    change(change: Pick<CreditChange, 'kind' | 'repId' | 'units'> & Partial<CreditChange>) {
      const payers = pool.members.filter(({ repId }) => repId !== change.repId)
      const entry = enterCredit(ledger, { payers, at: new Date(MONDAY), revision: 1, ...change })
      add(entry)
      return entry
    },
    proof() {
      const check = fairnessCheck()
      for (const entry of entries) check.see(entry)
      return check.proof()
    },
  }
}

/** A pool's story. */
export type LedgerStory = ReturnType<typeof ledgerStory>
