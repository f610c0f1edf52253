import type { PoolId, RepId } from './ids.ts'
import {
  type Credits,
  emptyLedger,
  type LedgerEntry,
  type PoolLedger,
  UNITS_PER_CREDIT,
} from './ledger.ts'
import { type EntryProblem, verifyEntry } from './verify-entry.ts'

/** Where a ledger does not add up. */
export type LedgerProblem = {
  readonly sequence: number
  readonly problem: EntryProblem | 'unreadable' | 'bound-exceeded'
}

/** What one member was due and got, in leads. */
export type MemberProof = {
  readonly repId: RepId
  /** The sum of the shares they gained. */
  readonly entitled: number
  readonly received: number
  /** What they are owed after the last entry; below 0 when they are ahead. */
  readonly credit: number
}

/** Why no bound is proven for a ledger. */
export type BoundGap = 'unequal-weights' | 'passed-over'

/** What going through a ledger shows. */
export type FairnessProof = {
  /** Undefined for a ledger without entries. */
  readonly poolId: PoolId | undefined
  readonly entries: number
  /** The last hash: with it a later export shows whether an end was cut off. */
  readonly head: string | undefined
  readonly problems: readonly LedgerProblem[]
  /** By rep id. */
  readonly members: readonly MemberProof[]
  /** The furthest anybody ever was from a fair share, in leads. */
  readonly furthest:
    | { readonly leads: number; readonly repId: RepId; readonly sequence: number }
    | undefined
  /**
   * (n - 1) / 2 leads for n members: proven where all weights are equal and whoever is entitled may
   * be picked. Where it is not, `gaps` says why, and `furthest` is what was measured.
   */
  readonly bound: { readonly leads: number; readonly gaps: readonly BoundGap[] }
}

/** A check that goes through a ledger entry by entry, so that none has to fit into memory. */
export type FairnessCheck = {
  see(entry: LedgerEntry): void
  /** In the place of an entry that cannot be read. */
  seeUnreadable(): void
  proof(): FairnessProof
}

type State = {
  ledger: PoolLedger | undefined
  entries: number
  furthest: FairnessProof['furthest']
  readonly problems: LedgerProblem[]
  readonly sums: Map<RepId, { entitled: number; received: number }>
  readonly gaps: Set<BoundGap>
}

/**
 * Recomputes every pick and every hash of one pool's whole ledger, in order, from its first entry,
 * and adds up who was due what. No problems mean that each lead went to whom it was due, and that
 * no entry was changed, left out or slipped in. What cannot be seen is an end cut off: compare the
 * head for that.
 */
export function fairnessCheck(): FairnessCheck {
  const state: State = {
    ledger: undefined,
    entries: 0,
    furthest: undefined,
    problems: [],
    sums: new Map(),
    gaps: new Set(),
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

function see(state: State, entry: LedgerEntry): void {
  const before = state.ledger ?? emptyLedger(entry.poolId)
  const { sequence, credits, hash } = entry
  for (const problem of verifyEntry(entry, before)) state.problems.push({ sequence, problem })
  state.ledger = { poolId: entry.poolId, sequence, credits, head: hash }
  state.entries += 1
  for (const gap of gapsOf(entry)) state.gaps.add(gap)
  addUp(state, entry, before.credits)
  measure(state, entry)
}

function addUp({ sums }: State, entry: LedgerEntry, before: Credits): void {
  for (const repId of idsOf(before, entry.credits)) {
    const sum = sums.get(repId) ?? { entitled: 0, received: 0 }
    const paid = repId === entry.repId ? 1 : 0
    sum.received += paid
    const gained = (entry.credits[repId] ?? 0) - (before[repId] ?? 0)
    sum.entitled += gained + paid * UNITS_PER_CREDIT
    sums.set(repId, sum)
  }
}

function measure(state: State, { credits, sequence }: LedgerEntry): void {
  for (const repId of idsOf(credits)) {
    const leads = Math.abs(credits[repId] ?? 0) / UNITS_PER_CREDIT
    if (leads > (state.furthest?.leads ?? -1)) state.furthest = { leads, repId, sequence }
  }
}

function gapsOf({ entitled, skipped }: LedgerEntry): readonly BoundGap[] {
  const weights = new Set(Object.values(entitled))
  const passedOver = Object.keys(entitled).some((id) => skipped[id as RepId] !== undefined)
  return [
    ...(weights.size > 1 ? (['unequal-weights'] as const) : []),
    ...(passedOver ? (['passed-over'] as const) : []),
  ]
}

/** What rounding to whole units may add, in leads: far below what anybody would notice. */
const ROUNDING = 1e-6

function proofOf(state: State): FairnessProof {
  const { ledger, furthest, sums, entries } = state
  const credits: Credits = ledger?.credits ?? {}
  const ids = [...sums.keys()].sort()
  const bound = { leads: Math.max(0, ids.length - 1) / 2, gaps: [...state.gaps].sort() }
  const exceeded =
    furthest !== undefined && bound.gaps.length === 0 && furthest.leads > bound.leads + ROUNDING
  const { sequence } = furthest ?? { sequence: 0 }
  return {
    poolId: ledger?.poolId,
    entries,
    head: ledger?.head,
    problems: [
      ...state.problems,
      ...(exceeded ? [{ sequence, problem: 'bound-exceeded' as const }] : []),
    ],
    members: ids.map((repId) => ({
      repId,
      entitled: (sums.get(repId)?.entitled ?? 0) / UNITS_PER_CREDIT,
      received: sums.get(repId)?.received ?? 0,
      credit: (credits[repId] ?? 0) / UNITS_PER_CREDIT,
    })),
    furthest,
    bound,
  }
}

const idsOf = (...records: readonly Credits[]) =>
  new Set(records.flatMap((record) => Object.keys(record))) as Set<RepId>
