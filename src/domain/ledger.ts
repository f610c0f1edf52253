import { hash as digest } from 'node:crypto'
import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'

/**
 * One credit is this many units. Integers, so that credits of a pool add up to exactly zero; and
 * the least common multiple of 1 to 30, so that in a pool whose weights add up to no more than
 * that every share is a whole number of units, and ties are true ties. One credit times the
 * highest weight there may be, 1,000, stays below 2^53.
 */
export const UNITS_PER_CREDIT = 2_329_089_562_800

/** What each member of a pool is owed, after the entry with this sequence number. */
export type PoolLedger = {
  readonly poolId: PoolId
  /** The number of entries so far. */
  readonly sequence: number
  /** In units of `UNITS_PER_CREDIT`; a member not named has 0. The sum is always 0. */
  readonly credits: Readonly<Record<RepId, number>>
  /** Hash of the latest entry, hexadecimal; the pool id's hash before the first. */
  readonly head: string
}

/** Why a member was not considered for a pick. */
export type SkipReason = 'off-hours' | 'time-off' | 'away' | 'inactive' | 'had-this-lead'

/** One pick, recorded for good: who was entitled, who was picked, why others were skipped. */
export type LedgerEntry = {
  readonly poolId: PoolId
  readonly sequence: number
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly at: Date
  readonly seed: number
  readonly revision: number
  /** Members who gain credit by this pick, with the weights they had. */
  readonly entitled: Readonly<Record<RepId, number>>
  readonly skipped: Readonly<Record<RepId, SkipReason>>
  /** Credits of all members after this entry. */
  readonly credits: Readonly<Record<RepId, number>>
  readonly previousHash: string
  readonly hash: string
}

/** A lead for which a pool must name a member. */
export type Turn = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly at: Date
  /** Decides between members who are owed the same. */
  readonly seed: number
  readonly revision: number
  /** Members who are there and so gain credit, each with a weight above 0. */
  readonly entitled: readonly { readonly repId: RepId; readonly weight: number }[]
  /** Those of them who may get this lead; at least one. */
  readonly eligible: ReadonlySet<RepId>
  /** Why the other members were passed over; they keep their credit as it is. */
  readonly skipped: Readonly<Record<RepId, SkipReason>>
}

/** The account of a pool before its first pick. */
export function emptyLedger(poolId: PoolId): PoolLedger {
  return { poolId, sequence: 0, credits: {}, head: digest('sha256', poolId) }
}

/**
 * Picks whose turn it is: smooth weighted round robin, as nginx does it. Every entitled member
 * gains its share of one credit by weight; of the eligible, whoever is then owed most gets the
 * lead and pays one credit. Who is absent neither gains nor loses. With equal weights, and as long
 * as whoever is entitled is eligible too, nobody is ever further than (n - 1) / 2 leads from a
 * fair share (Naor, 2005, on the carpool rule of Fagin and Williams). Pure: the same ledger and
 * turn always give the same pick. Fails when nobody is eligible.
 */
export function takeTurn(ledger: PoolLedger, turn: Turn): { repId: RepId; entry: LedgerEntry } {
  const sequence = ledger.sequence + 1
  const owed = withShares(ledger.credits, turn.entitled, sequence)
  const repId = drawn(furthestBehind(owed, turn.eligible), turn.seed, sequence)
  const entry = {
    poolId: ledger.poolId,
    sequence,
    leadId: turn.leadId,
    assignmentId: turn.assignmentId,
    repId,
    at: turn.at,
    seed: turn.seed,
    revision: turn.revision,
    entitled: Object.fromEntries(turn.entitled.map(({ repId: id, weight }) => [id, weight])),
    skipped: withPastOwners(turn),
    credits: { ...owed, [repId]: (owed[repId] ?? 0) - UNITS_PER_CREDIT },
    previousHash: ledger.head,
  }
  return { repId, entry: { ...entry, hash: hashOf(entry) } }
}

/**
 * The hash of an entry: SHA-256 over a JSON array of its ids and numbers in the order below, with
 * members sorted by id, and the hash before it. Anyone can compute it again from the export.
 */
export function hashOf(entry: Omit<LedgerEntry, 'hash'>): string {
  const { poolId, sequence, leadId, assignmentId, repId, at, seed, revision } = entry
  const members = [entry.entitled, entry.skipped, entry.credits].map(byId)
  const ids = [poolId, sequence, leadId, assignmentId, repId, at.toISOString(), seed, revision]
  return digest('sha256', JSON.stringify([...ids, ...members, entry.previousHash]))
}

export type Credits = Readonly<Record<RepId, number>>
type Members = Turn['entitled']

/** Credits once every member has gained its share by weight, one credit in all. */
export function withShares(credits: Credits, members: Members, sequence: number): Credits {
  const sorted = [...members].sort((a, b) => (a.repId < b.repId ? -1 : 1))
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const shares = sorted.map(({ weight }) => Math.floor((UNITS_PER_CREDIT * weight) / total))
  const left = UNITS_PER_CREDIT - shares.reduce((sum, share) => sum + share, 0)
  const owed: Record<RepId, number> = { ...credits }
  for (const [index, { repId }] of sorted.entries()) {
    // What rounding leaves over, fewer units than members, goes round from pick to pick.
    const extra = (index + sequence) % sorted.length < left ? 1 : 0
    owed[repId] = (owed[repId] ?? 0) + (shares[index] ?? 0) + extra
  }
  return owed
}

/** A millionth of a credit: members nearer than this are owed the same, rounding aside. */
const TIE_UNITS = UNITS_PER_CREDIT / 1_000_000

/** Those of the eligible who are owed most: one, or several between whom lots are drawn. */
export function furthestBehind(owed: Credits, eligible: ReadonlySet<RepId>): readonly RepId[] {
  const most = Math.max(...[...eligible].map((repId) => owed[repId] ?? 0))
  return [...eligible].filter((repId) => (owed[repId] ?? 0) > most - TIE_UNITS).sort()
}

function drawn(first: readonly RepId[], seed: number, sequence: number): RepId {
  const [only, ...others] = first
  if (only === undefined) throw new Error('A turn was taken with nobody eligible')
  if (others.length === 0) return only
  return (
    first.map((repId) => [lot(seed, sequence, repId), repId] as const).sort(byLot)[0]?.[1] ?? only
  )
}

/** Not the order of the list: in a tie the first of it would win every time. */
const lot = (seed: number, sequence: number, repId: RepId) =>
  digest('sha256', `${seed}:${sequence}:${repId}`)

const byLot = ([a]: readonly [string, RepId], [b]: readonly [string, RepId]) => (a < b ? -1 : 1)

function withPastOwners({ entitled, eligible, skipped }: Turn): LedgerEntry['skipped'] {
  const had = entitled.filter(({ repId }) => !eligible.has(repId))
  return { ...skipped, ...Object.fromEntries(had.map(({ repId }) => [repId, 'had-this-lead'])) }
}

const byId = (members: Readonly<Record<string, unknown>>) =>
  Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))
