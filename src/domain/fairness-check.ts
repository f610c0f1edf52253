import { notCatchingUp } from './catch-up.ts'
import type { BoundGap, FairnessProof, LedgerProblem, MemberProof } from './fairness-proof.ts'
import type { RepId } from './ids.ts'
import {
  type CreditEntry,
  emptyLedger,
  type LedgerEntry,
  ledgerAfter,
  type PickEntry,
  type PoolLedger,
} from './ledger.ts'
import { BY_TURNS, sharersOfPick } from './pool-strategy.ts'
import { type Credits, membersOf, UNITS_PER_CREDIT, unitsOf } from './shares.ts'
import { verifyEntry } from './verify-entry.ts'

/** A check that goes through a ledger entry by entry, so that none has to fit into memory. */
export type FairnessCheck = {
  see(entry: LedgerEntry): void
  /** In the place of an entry that cannot be read. */
  seeUnreadable(): void
  proof(): FairnessProof
}

type Sum = { entitled: number; received: number; refunded: number; calibration?: number }

type State = {
  ledger: PoolLedger | undefined
  entries: number
  furthest: FairnessProof['furthest']
  readonly problems: LedgerProblem[]
  readonly sums: Map<RepId, Sum>
  readonly gaps: Set<BoundGap>
  /** Picks that have not been refunded, by their number. */
  readonly picks: Map<number, Pick<PickEntry, 'repId' | 'leadId' | 'worth'>>
  /** The most that any lead was worth. */
  dearest: number
}

/**
 * Recomputes every pick, every other change and every hash of one pool's whole ledger, in order, from
 * its first entry, and adds up who was due what. No problems mean that each lead went to whom it was
 * due, and that no entry was changed, left out or slipped in. What cannot be seen is an end cut off:
 * compare the head for that.
 */
export function fairnessCheck(): FairnessCheck {
  const state: State = {
    ledger: undefined,
    entries: 0,
    furthest: undefined,
    problems: [],
    sums: new Map(),
    gaps: new Set(),
    picks: new Map(),
    dearest: 1,
  }
  return {
    see: (entry) => see(state, entry),
    seeUnreadable() {
      state.entries += 1
      const sequence = (state.ledger?.sequence ?? 0) + 1
      state.problems.push({ sequence, problem: 'unreadable' })
    },
    proof: () => proofOf(state),
  }
}

function see(state: State, read: LedgerEntry): void {
  const entry = withoutUnproven(read)
  const before = state.ledger ?? emptyLedger(entry.poolId)
  const { sequence } = entry
  for (const problem of verifyEntry(entry, before)) state.problems.push({ sequence, problem })
  if (!mayBeRefunded(state, entry)) state.problems.push({ sequence, problem: 'refund-wrong' })
  const after = ledgerAfter(entry)
  // Whoever wrote an entry of version 1 knew of no debts, and left them as they were.
  state.ledger = entry.version === 1 ? { ...after, debts: before.debts } : after
  state.entries += 1
  if (entry.kind === 'pick') state.dearest = Math.max(state.dearest, entry.worth)
  for (const gap of gapsOf(entry, before)) state.gaps.add(gap)
  if (entry.kind === 'calibration') calibrate(state, entry, before.credits)
  addUp(state, entry, before.credits)
  measure(state, entry)
}

/** What an entry before version 3 says of strategies is covered by no hash: it went by turns. */
const withoutUnproven = (entry: LedgerEntry): LedgerEntry =>
  entry.kind === 'pick' && entry.version < 3 ? { ...entry, ...BY_TURNS } : entry

/** A refund is of a pick of that rep and lead, of what it cost, and of none that was refunded before. */
function mayBeRefunded({ picks }: State, entry: LedgerEntry): boolean {
  const { repId, leadId, sequence } = entry
  if (entry.kind === 'pick') picks.set(sequence, entry)
  if (entry.kind !== 'refund') return true
  const pick = picks.get(entry.refundOf ?? 0)
  picks.delete(entry.refundOf ?? 0)
  if (pick === undefined || unitsOf(pick.worth) !== entry.units) return false
  return pick.repId === repId && pick.leadId === leadId
}

const NOTHING: Sum = { entitled: 0, received: 0, refunded: 0 }

function addUp({ sums }: State, entry: LedgerEntry, before: Credits): void {
  for (const repId of idsOf(before, entry.credits)) {
    const sum = sums.get(repId) ?? NOTHING
    const own = repId === entry.repId
    const got = own && entry.kind === 'pick' ? entry.worth : 0
    const back = own && entry.kind === 'refund' ? entry.units / UNITS_PER_CREDIT : 0
    const gained = (entry.credits[repId] ?? 0) - (before[repId] ?? 0)
    sums.set(repId, {
      ...sum,
      received: sum.received + got - back,
      refunded: sum.refunded + back,
      entitled: sum.entitled + gained + unitsOf(got - back),
    })
  }
}

/** Who is new counts as having had what the others have had, by weight: (counts / weights) x weight. */
function calibrate({ sums }: State, { repId, entitled }: CreditEntry, before: Credits): void {
  const others = membersOf(entitled).filter((one) => one.repId !== repId && one.repId in before)
  const weights = others.reduce((sum, { weight }) => sum + weight, 0)
  const counts = others.reduce((sum, { repId: id }) => {
    const { received, calibration = 0 } = sums.get(id) ?? NOTHING
    return sum + received + calibration
  }, 0)
  const calibration = weights > 0 ? (counts / weights) * (entitled[repId] ?? 0) : 0
  sums.set(repId, { ...(sums.get(repId) ?? NOTHING), calibration })
}

function measure(state: State, { credits, sequence }: LedgerEntry): void {
  for (const repId of idsOf(credits)) {
    const leads = Math.abs(credits[repId] ?? 0) / UNITS_PER_CREDIT
    if (leads > (state.furthest?.leads ?? -1)) state.furthest = { leads, repId, sequence }
  }
}

function gapsOf(entry: LedgerEntry, { debts }: PoolLedger): readonly BoundGap[] {
  if (entry.kind === 'calibration' || entry.kind === 'expiry') return []
  if (entry.kind !== 'pick') return [entry.kind]
  const { skipped } = entry
  const members = sharersOfPick(entry)
  const weights = new Set(notCatchingUp(members, debts).map(({ weight }) => weight))
  const gaps: BoundGap[] = []
  if (members.some(({ repId }) => repId in debts)) gaps.push('catch-up')
  if (weights.size > 1) gaps.push('unequal-weights')
  if (members.some(({ repId }) => repId in skipped)) gaps.push('passed-over')
  return gaps
}

/** What rounding to whole units may add, in leads: far below what anybody would notice. */
const ROUNDING = 1e-6

function proofOf(state: State): FairnessProof {
  const { ledger, furthest, sums, entries, gaps, problems, dearest } = state
  const bound = { leads: (Math.max(0, sums.size - 1) / 2) * dearest, gaps: [...gaps].sort() }
  const exceeded =
    furthest !== undefined && gaps.size === 0 && furthest.leads > bound.leads + ROUNDING
  const last = exceeded ? [{ sequence: furthest.sequence, problem: 'bound-exceeded' as const }] : []
  return {
    poolId: ledger?.poolId,
    entries,
    head: ledger?.head,
    problems: [...problems, ...last],
    members: [...sums].map((one) => memberOf(one, ledger)).sort(byRep),
    furthest,
    bound,
  }
}

function memberOf([repId, sum]: [RepId, Sum], ledger: PoolLedger | undefined): MemberProof {
  return {
    repId,
    entitled: sum.entitled / UNITS_PER_CREDIT,
    received: sum.received,
    refunded: sum.refunded,
    calibration: sum.calibration,
    credit: (ledger?.credits[repId] ?? 0) / UNITS_PER_CREDIT,
    missed: (ledger?.debts[repId]?.units ?? 0) / UNITS_PER_CREDIT,
  }
}

const byRep = (a: MemberProof, b: MemberProof) => (a.repId < b.repId ? -1 : 1)

const idsOf = (...records: readonly Credits[]) =>
  new Set(records.flatMap((record) => Object.keys(record))) as Set<RepId>
