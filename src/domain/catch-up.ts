import type { RepId } from './ids.ts'
import { type Members, shareOf, UNITS_PER_CREDIT } from './shares.ts'

/** What a member missed while away and is to be made good, beside their credit. */
export type Debt = {
  readonly units: number
  /** When it last grew, as ISO text. */
  readonly since: string
}
export type Debts = Readonly<Record<RepId, Debt>>

/**
 * Nobody catches up at more than so many times their weight. All of what was missed at once would be
 * 15 leads in a row for one of three who was away for 30.
 */
const FACTOR = 2

/** The weights by which members gain credit now: more for those who catch up. */
export const catchingUp = (members: Members, debts: Debts): Members =>
  members.map(({ repId, weight }) => ({
    repId,
    weight: debts[repId] === undefined ? weight : weight * FACTOR,
  }))

/** Weights as they were before `catchingUp` with the same debts. */
export const notCatchingUp = (members: Members, debts: Debts): Members =>
  members.map(({ repId, weight }) => ({
    repId,
    weight: debts[repId] === undefined ? weight : weight / FACTOR,
  }))

/**
 * What is to be made good after one more lead: who is away misses the share they would have had,
 * and who catches up has had so much more than their share. `worth` is what the lead costs, in units.
 */
export function debtsAfter(
  debts: Debts,
  { there, accruing }: { readonly there: Members; readonly accruing: Members },
  at: Date,
  worth = UNITS_PER_CREDIT,
): Debts {
  const after: Record<RepId, Debt> = { ...debts }
  for (const { repId } of accruing) {
    const missed = Math.floor(shareOf(repId, [...there, ...accruing], worth))
    after[repId] = { units: (debts[repId]?.units ?? 0) + missed, since: at.toISOString() }
  }
  for (const { repId } of there) {
    const debt = debts[repId]
    if (debt === undefined) continue
    const units = debt.units - gained(repId, there, debts, worth)
    if (units > 0) after[repId] = { ...debt, units }
    else delete after[repId]
  }
  return after
}

/** How much more than their share a member who catches up gains by one lead. */
const gained = (repId: RepId, there: Members, debts: Debts, worth = UNITS_PER_CREDIT): number =>
  Math.floor(shareOf(repId, catchingUp(there, debts), worth)) -
  Math.floor(shareOf(repId, there, worth))

/** How somebody who was away becomes level again. */
export type Forecast = {
  /** How many leads they missed and have not caught up on. */
  readonly missed: number
  /** By which weight of which sum they get leads until then; undefined while they are away. */
  readonly gets: { readonly weight: number; readonly of: number } | undefined
  /** About how many leads of the pool it takes; undefined while it does not go forward. */
  readonly leads: number | undefined
}

/** The forecast for a member, if everybody stays as they are now; undefined when they are level. */
export function forecastOf(repId: RepId, there: Members, debts: Debts): Forecast | undefined {
  const debt = debts[repId]
  if (debt === undefined) return undefined
  const missed = debt.units / UNITS_PER_CREDIT
  const boosted = catchingUp(there, debts)
  const weight = boosted.find((member) => member.repId === repId)?.weight
  if (weight === undefined) return { missed, gets: undefined, leads: undefined }
  const of = boosted.reduce((sum, member) => sum + member.weight, 0)
  const each = gained(repId, there, debts)
  return {
    missed,
    gets: { weight, of },
    leads: each > 0 ? Math.ceil(debt.units / each) : undefined,
  }
}
