import type { Rep, TeamsDocument } from './documents/teams.ts'
import type { PoolId, RepId } from './ids.ts'
import type { Presence } from './presence.ts'
import { firstOpening, scheduleOf, type TimeOff, timeOffAt, timeOffOf } from './time-off.ts'
import { availabilityAt } from './working-hours.ts'

/** A rep as they stand at one moment. */
export type RosterEntry = Rep & {
  readonly poolIds: readonly PoolId[]
  readonly presence: Presence
  /** Whether a pool that keeps to working hours would pick them now. */
  readonly availableNow: boolean
  /** Until when they are off; undefined when they are not. */
  readonly offUntil: Date | undefined
  /** When they next begin or stop to work, by schedule and time off; undefined when never. */
  readonly changesAt: Date | undefined
}

/** What is known about reps besides the `teams` document. */
export type RosterFacts = {
  readonly presence: ReadonlyMap<RepId, Presence>
  readonly timeOff: ReadonlyMap<RepId, readonly TimeOff[]>
}

/**
 * All reps with who is there at that moment. `online` counts outside working hours too, but not
 * during time off: a word left standing is no reason to wake somebody on holiday.
 */
export function rosterAt(
  teams: TeamsDocument,
  facts: RosterFacts,
  at: Date,
): readonly RosterEntry[] {
  return teams.reps.map((rep) => {
    const schedule = scheduleOf(rep, teams)
    const hoursAt = (moment: Date) => availabilityAt(schedule, rep.timeZone, moment)
    const stretches = [
      ...rep.timeOff.map((written) => timeOffOf(written, rep)),
      ...(facts.timeOff.get(rep.id) ?? []),
    ]
    const { open, until } = hoursAt(at)
    const off = timeOffAt(stretches, at)
    const presence = facts.presence.get(rep.id) ?? 'calendar'
    const there = presence === 'online' || (presence === 'calendar' && open)
    return {
      ...rep,
      poolIds: teams.pools
        .filter(({ members }) => members.some(({ repId }) => repId === rep.id))
        .map(({ id }) => id),
      presence,
      availableNow: rep.active && there && off === undefined,
      offUntil: off?.to,
      changesAt:
        open && off === undefined
          ? earlier(until, nextStart(stretches, at))
          : firstOpening(hoursAt, stretches, at),
    }
  })
}

const nextStart = (stretches: readonly TimeOff[], at: Date) =>
  stretches
    .map(({ from }) => from)
    .filter((from) => from > at)
    .reduce<Date | undefined>(earlier, undefined)

const earlier = (a: Date | undefined, b: Date | undefined) =>
  a === undefined || (b !== undefined && b < a) ? b : a
