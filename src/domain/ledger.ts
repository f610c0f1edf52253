import { hash as digest } from 'node:crypto'
import { catchingUp, type Debts, debtsAfter } from './catch-up.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'
import { hashOf } from './ledger-hash.ts'
import { BY_TURNS, foremost, type Manner, sharersOf } from './pool-strategy.ts'
import {
  type Credits,
  furthestBehind,
  type Members,
  unitsOf,
  weightsOf,
  withShares,
} from './shares.ts'

/** What each member of a pool is owed, after the entry with this sequence number. */
export type PoolLedger = {
  readonly poolId: PoolId
  /** The number of entries so far. */
  readonly sequence: number
  /** Whoever is in the pool, as the ledger knows. The sum is always 0. */
  readonly credits: Credits
  readonly debts: Debts
  /** Hash of the latest entry, hexadecimal; the pool id's hash before the first. */
  readonly head: string
}

/** Why a member was not considered for a pick. */
export type SkipReason =
  | 'off-hours'
  | 'time-off'
  | 'away'
  | 'inactive'
  | 'at-cap'
  | 'lacks-skill'
  | 'had-this-lead'

/** What every entry says; all are kept for good. */
type Chained = {
  /** How it is hashed. Picks of version 1 know nothing of catching up, those of 2 nothing of strategies. */
  readonly version: 1 | 2 | 3
  readonly poolId: PoolId
  readonly sequence: number
  readonly repId: RepId
  readonly at: Date
  readonly revision: number
  /** The weights of members between whom shares were divided. */
  readonly entitled: Readonly<Record<RepId, number>>
  /** Credits of all members after this entry. */
  readonly credits: Credits
  readonly debts: Debts
  readonly previousHash: string
  readonly hash: string
}

/** One pick: who was entitled, who was picked, why others were skipped. */
export type PickEntry = Chained &
  Manner & {
    readonly kind: 'pick'
    readonly leadId: LeadId
    readonly assignmentId: AssignmentId
    readonly seed: number
    readonly skipped: Readonly<Record<RepId, SkipReason>>
    /** Those of the skipped who will catch up, with their weights. */
    readonly accruing: Readonly<Record<RepId, number>>
  }

/** What else changes credits. */
export const CREDIT_KINDS = ['refund', 'adjustment', 'calibration', 'removal', 'expiry'] as const
export type CreditKind = (typeof CREDIT_KINDS)[number]

/**
 * A change of credits without a pick. A *refund* undoes a pick that should not count; a manager
 * makes an *adjustment*; a *calibration* says that somebody new starts level with the others; by a
 * *removal* who leaves the pool hands what they are owed, or owe, to those who stay; at the *expiry*
 * what was missed is no longer made good.
 */
export type CreditEntry = Chained & {
  readonly kind: CreditKind
  /** What the rep gains; those of `entitled` lose as much by weight. Below 0 the other way round. */
  readonly units: number
  readonly leadId: LeadId | undefined
  /** The number of the pick that was refunded. */
  readonly refundOf: number | undefined
  readonly reason: string | undefined
  /** Who said so. */
  readonly by: string | undefined
}

export type LedgerEntry = PickEntry | CreditEntry

/** A lead for which a pool must name a member. */
export type Turn = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly at: Date
  /** Decides between members who are owed the same. */
  readonly seed: number
  readonly revision: number
  /** Members who are there and so gain credit, each with a weight above 0. */
  readonly entitled: Members
  /** Those of them who may get this lead; at least one. */
  readonly eligible: ReadonlySet<RepId>
  /** Why the other members were passed over; they keep their credit as it is. */
  readonly skipped: Readonly<Record<RepId, SkipReason>>
  /** Those of the skipped who are to catch up on what they miss. */
  readonly accruing: Members
  /** How the pool chooses; by turns alone when not said. */
  readonly manner?: Manner
}

/** The account of a pool before its first pick. */
export function emptyLedger(poolId: PoolId): PoolLedger {
  return { poolId, sequence: 0, credits: {}, debts: {}, head: digest('sha256', poolId) }
}

/** The account after an entry. */
export function ledgerAfter({ poolId, sequence, credits, debts, hash }: LedgerEntry): PoolLedger {
  return { poolId, sequence, credits, debts, head: hash }
}

/**
 * Picks whose turn it is: smooth weighted round robin, as nginx does it. Every entitled member
 * gains its share of one credit by weight; of the eligible, whoever is then owed most gets the
 * lead and pays one credit, or what the lead is worth. A strategy may leave the lead between a few,
 * who then share it alone. Who is absent neither gains nor loses; who is to catch up counts with
 * twice their weight until they are level. With equal weights, and as long as whoever shares
 * is eligible too, nobody is ever further than (n - 1) / 2 leads from a fair share (Naor, 2005, on
 * the carpool rule of Fagin and Williams), times the worth of the dearest (docs/decisions/0032).
 * Pure: the same ledger and turn always give the same pick. Fails when nobody is eligible.
 */
export function takeTurn(ledger: PoolLedger, turn: Turn): { repId: RepId; entry: PickEntry } {
  const sequence = ledger.sequence + 1
  const { manner = BY_TURNS } = turn
  const between = foremost(manner, turn.eligible)
  const weights = catchingUp(turn.entitled, ledger.debts)
  const sharers = sharersOf(manner, weights, between)
  const units = unitsOf(manner.worth)
  const owed = withShares(known(ledger.credits, turn), sharers, sequence, units)
  const repId = drawn(furthestBehind(owed, between), turn.seed, sequence)
  const entry: Omit<PickEntry, 'hash'> = {
    version: 3,
    kind: 'pick',
    ...manner,
    poolId: ledger.poolId,
    sequence,
    leadId: turn.leadId,
    assignmentId: turn.assignmentId,
    repId,
    at: turn.at,
    seed: turn.seed,
    revision: turn.revision,
    entitled: weightsOf(weights),
    skipped: withPastOwners(turn),
    accruing: weightsOf(turn.accruing),
    credits: { ...owed, [repId]: (owed[repId] ?? 0) - units },
    debts: debtsAfter(ledger.debts, missingOut(turn, manner, between), turn.at, units),
    previousHash: ledger.head,
  }
  return { repId, entry: { ...entry, hash: hashOf(entry) } }
}

/** Who is away belongs to the pool as well: the ledger knows its members by their credits. */
function known(credits: Credits, { skipped, entitled }: Turn): Credits {
  const all: Record<RepId, number> = { ...credits }
  for (const repId of Object.keys(skipped) as RepId[]) all[repId] ??= 0
  for (const { repId } of entitled) all[repId] ??= 0
  return all
}

/** Who shares the lead, and who would if they were not away. */
function missingOut({ entitled, accruing }: Turn, manner: Manner, between: ReadonlySet<RepId>) {
  const away = new Set(accruing.map(({ repId }) => repId))
  const there = sharersOf(manner, entitled, between)
  return { there, accruing: sharersOf(manner, accruing, away) }
}

function drawn(first: readonly RepId[], seed: number, sequence: number): RepId {
  const [only, ...others] = first
  if (only === undefined) throw new Error('A turn was taken with nobody eligible')
  if (others.length === 0) return only
  const lots = first.map((repId) => [lot(seed, sequence, repId), repId] as const).sort(byLot)
  return lots[0]?.[1] ?? only
}

/** Not the order of the list: in a tie the first of it would win every time. */
const lot = (seed: number, sequence: number, repId: RepId) =>
  digest('sha256', `${seed}:${sequence}:${repId}`)

const byLot = ([a]: readonly [string, RepId], [b]: readonly [string, RepId]) => (a < b ? -1 : 1)

function withPastOwners({ entitled, eligible, skipped }: Turn): PickEntry['skipped'] {
  const had = entitled.filter(({ repId }) => !eligible.has(repId))
  return { ...skipped, ...Object.fromEntries(had.map(({ repId }) => [repId, 'had-this-lead'])) }
}
