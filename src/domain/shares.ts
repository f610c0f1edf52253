import type { RepId } from './ids.ts'

/**
 * One credit is this many units. Integers, so that credits of a pool add up to exactly zero; and
 * the least common multiple of 1 to 30, so that in a pool whose weights add up to no more than
 * that every share is a whole number of units, and ties are true ties. One credit times the
 * highest weight there may be, 1,000, stays below 2^53.
 */
export const UNITS_PER_CREDIT = 2_329_089_562_800

/** What so many credits are in units. */
export const unitsOf = (credits: number): number => Math.round(credits * UNITS_PER_CREDIT)

/** In units, by rep. */
export type Credits = Readonly<Record<RepId, number>>

/** Members of a pool with their weights, above 0. */
export type Members = readonly { readonly repId: RepId; readonly weight: number }[]

/** Credits once every member has gained its share by weight of so many units, one credit if not said. */
export function withShares(
  credits: Credits,
  members: Members,
  sequence: number,
  units = UNITS_PER_CREDIT,
): Credits {
  const sorted = [...members].sort((a, b) => (a.repId < b.repId ? -1 : 1))
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const shares = sorted.map(({ weight }) => Math.floor((units * weight) / total))
  const left = units - shares.reduce((sum, share) => sum + share, 0)
  const each = Math.floor(left / sorted.length)
  const owed: Record<RepId, number> = { ...credits }
  for (const [index, { repId }] of sorted.entries()) {
    // What rounding leaves over, fewer units than members, goes round from pick to pick.
    const extra = (index + sequence) % sorted.length < left - each * sorted.length ? 1 : 0
    owed[repId] = (owed[repId] ?? 0) + (shares[index] ?? 0) + each + extra
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

/** The part of so many units that a member gains by weight, one credit if not said; not rounded. */
export function shareOf(repId: RepId, members: Members, units = UNITS_PER_CREDIT): number {
  const total = members.reduce((sum, { weight }) => sum + weight, 0)
  const weight = members.find((member) => member.repId === repId)?.weight ?? 0
  return (units * weight) / total
}

/** Members as an entry keeps them. */
export const weightsOf = (members: Members): Readonly<Record<RepId, number>> =>
  Object.fromEntries(members.map(({ repId, weight }) => [repId, weight]))

/** The members that an entry keeps. */
export const membersOf = (weights: Readonly<Record<RepId, number>>): Members =>
  Object.entries(weights).map(([id, weight]) => ({ repId: id as RepId, weight }))
