import type { Rep, TeamsDocument } from './documents/teams.ts'
import type { PoolId, RepId } from './ids.ts'
import type { Presence } from './presence.ts'
import { availabilityAt } from './working-hours.ts'

/** A rep as they stand at one moment. */
export type RosterEntry = Rep & {
  readonly poolIds: readonly PoolId[]
  readonly presence: Presence
  /** Whether a pool that keeps to working hours would pick them now. */
  readonly availableNow: boolean
  /** When their schedule next opens or closes; undefined when it never does. */
  readonly changesAt: Date | undefined
}

/** All reps with who is there at that moment. `online` counts outside working hours too. */
export function rosterAt(
  { reps, schedules, pools }: TeamsDocument,
  presences: ReadonlyMap<RepId, Presence>,
  at: Date,
): readonly RosterEntry[] {
  return reps.map((rep) => {
    const schedule = schedules.find(({ id }) => id === rep.schedule)
    const hours = availabilityAt(schedule, rep.timeZone, at)
    const presence = presences.get(rep.id) ?? 'calendar'
    const there = presence === 'online' || (presence === 'calendar' && hours.open)
    return {
      ...rep,
      poolIds: pools
        .filter(({ members }) => members.some(({ repId }) => repId === rep.id))
        .map(({ id }) => id),
      presence,
      availableNow: rep.active && there,
      changesAt: hours.until,
    }
  })
}
