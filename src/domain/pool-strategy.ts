import type { RepId } from './ids.ts'
import { type Members, membersOf } from './shares.ts'

/** How a pool chooses among those who are there. Whatever it is, ties go by the ledger. */
export const STRATEGIES = [
  /** By credit alone. */
  'round-robin',
  /** Whoever has the fewest open leads. */
  'least-loaded',
  /** By credit, shared by weight times free places. */
  'capacity-weighted',
  /** Whoever has the highest levels in what the rule asks for. */
  'best-skill',
  /** By credit, of which a lead costs what it is worth. */
  'by-value',
] as const
export type Strategy = (typeof STRATEGIES)[number]

/** What a strategy saw of each member: open leads, free places, or levels. */
export type Seen = Readonly<Record<RepId, number>>

/** How a pool chose, and what it saw. All of it stands in the entry. */
export type Manner = {
  readonly strategy: Strategy
  readonly seen: Seen
  /** What the lead costs whoever gets it, in credits; 1 where leads are not valued. */
  readonly worth: number
}

/** Turns by the ledger alone, as before there were strategies. */
export const BY_TURNS: Manner = { strategy: 'round-robin', seen: {}, worth: 1 }

/** How much a strategy wants a member, of whom it saw so much; more is better. None for those by credit alone. */
const WANTED: Readonly<Partial<Record<Strategy, (seen: number) => number>>> = {
  'least-loaded': (open) => -open,
  'best-skill': (levels) => levels,
  'capacity-weighted': (free) => (free > 0 ? 1 : 0),
}

/** Those of the eligible between whom the ledger decides: all whom the strategy wants most. */
export function foremost(
  { strategy, seen }: Manner,
  eligible: ReadonlySet<RepId>,
): ReadonlySet<RepId> {
  const wanted = WANTED[strategy]
  if (wanted === undefined) return eligible
  const most = Math.max(...[...eligible].map((repId) => wanted(seen[repId] ?? 0)))
  return new Set([...eligible].filter((repId) => wanted(seen[repId] ?? 0) === most))
}

/**
 * The members who share the lead, with the weights by which they do. Where it lies between a few, they
 * alone gain what one of them pays: who could not win it by load or skill is owed nothing by it, so
 * credits stay within the bound of turns.
 */
export function sharersOf(
  { strategy, seen }: Manner,
  entitled: Members,
  between: ReadonlySet<RepId>,
): Members {
  if (WANTED[strategy] === undefined) return entitled
  const sharers = entitled.filter(({ repId }) => between.has(repId))
  if (strategy !== 'capacity-weighted') return sharers
  // Where nobody has a free place left, their weights are all there is.
  return sharers.map(({ repId, weight }) => ({
    repId,
    weight: weight * Math.max(1, seen[repId] ?? 0),
  }))
}

type Pick = Manner & {
  readonly entitled: Readonly<Record<RepId, number>>
  readonly skipped: Readonly<Record<RepId, unknown>>
}

/** The members who shared the lead of an entry, with the weights by which they did. */
export function sharersOfPick({ entitled, skipped, ...manner }: Pick): Members {
  const members = membersOf(entitled)
  const eligible = members.flatMap(({ repId }) => (repId in skipped ? [] : repId))
  return sharersOf(manner, members, foremost(manner, new Set(eligible)))
}
