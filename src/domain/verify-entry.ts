import { type Debts, notCatchingUp } from './catch-up.ts'
import { enterCredit } from './enter-credit.ts'
import type { RepId } from './ids.ts'
import type { CreditEntry, LedgerEntry, PickEntry, PoolLedger } from './ledger.ts'
import { takeTurn } from './ledger.ts'
import { hashOf } from './ledger-hash.ts'
import { BY_TURNS } from './pool-strategy.ts'
import { type Credits, membersOf } from './shares.ts'

/** What can be wrong with one entry of a ledger. */
export type EntryProblem =
  | 'out-of-order'
  | 'chain-broken'
  | 'hash-wrong'
  | 'nobody-eligible'
  | 'pick-wrong'
  | 'change-wrong'
  | 'credits-wrong'

/** What is wrong with an entry that follows on this ledger: recomputes its hash and what it did. */
export function verifyEntry(entry: LedgerEntry, before: PoolLedger): readonly EntryProblem[] {
  const problems: EntryProblem[] = []
  const follows = entry.sequence === before.sequence + 1 && entry.poolId === before.poolId
  if (!follows) problems.push('out-of-order')
  if (entry.previousHash !== before.head) problems.push('chain-broken')
  if (entry.hash !== hashOf(entry)) problems.push('hash-wrong')
  const own =
    entry.kind === 'pick' ? problemsOfPick(entry, before) : problemsOfChange(entry, before)
  return [...problems, ...own]
}

function problemsOfPick(entry: PickEntry, before: PoolLedger): readonly EntryProblem[] {
  // Whoever wrote a pick of version 1 knew of no debts, and left them as they were.
  const ledger = entry.version === 1 ? { ...before, debts: {} } : before
  const entitled = notCatchingUp(membersOf(entry.entitled), ledger.debts)
  const free = entitled.map(({ repId }) => repId).filter((id) => entry.skipped[id] === undefined)
  if (free.length === 0) return ['nobody-eligible']
  const accruing = membersOf(entry.accruing)
  // What an older entry says of strategies is covered by no hash.
  const manner = entry.version < 3 ? BY_TURNS : entry
  const { strategy, seen, worth } = manner
  const turn = { ...entry, entitled, accruing, eligible: new Set(free) }
  const again = takeTurn(ledger, { ...turn, manner: { strategy, seen, worth } }).entry
  if (again.repId !== entry.repId) return ['pick-wrong']
  return leavesTheSame(again, entry)
}

function problemsOfChange(entry: CreditEntry, before: PoolLedger): readonly EntryProblem[] {
  const again = enterCredit(before, { ...entry, payers: membersOf(entry.entitled) })
  return [
    ...(MAY_BE[entry.kind](entry, before) ? [] : ['change-wrong' as const]),
    ...leavesTheSame(again, entry),
  ]
}

type Rule = (entry: CreditEntry, before: PoolLedger) => boolean

/** What a change of each kind must be like. */
const MAY_BE: { readonly [K in CreditEntry['kind']]: Rule } = {
  // How much, only the pick says; see `fairnessCheck`.
  refund: ({ units }) => units > 0,
  adjustment: ({ units, reason, by, entitled, repId }) =>
    units !== 0 && reason !== undefined && by !== undefined && !(repId in entitled),
  calibration: ({ units, repId }, { credits }) => units === 0 && !(repId in credits),
  removal: ({ units, repId }, { credits }) => units + (credits[repId] ?? 0) === 0,
  expiry: ({ units, repId }, { debts }) => units === 0 && repId in debts,
}

type Left = { readonly credits: Credits; readonly debts: Debts }

function leavesTheSame(again: Left, entry: Left): readonly EntryProblem[] {
  const same =
    idsOf(again.credits, entry.credits).every(
      (id) => (again.credits[id] ?? 0) === (entry.credits[id] ?? 0),
    ) &&
    idsOf(again.debts, entry.debts).every(
      (id) =>
        again.debts[id]?.units === entry.debts[id]?.units &&
        again.debts[id]?.since === entry.debts[id]?.since,
    )
  return same ? [] : ['credits-wrong']
}

const idsOf = (...records: readonly Readonly<Record<RepId, unknown>>[]) =>
  records.flatMap((record) => Object.keys(record)) as RepId[]
