import type { Locked } from '../../domain/decision.ts'
import type { Pool, Rep, Schedule, TeamsDocument } from '../../domain/documents/teams.ts'
import type { PoolId, RepId } from '../../domain/ids.ts'
import type { SkipReason } from '../../domain/ledger.ts'
import { isAway } from '../../domain/presence.ts'
import {
  firstOpening,
  scheduleOf,
  type TimeOff,
  timeOffAt,
  timeOffOf,
} from '../../domain/time-off.ts'
import { type Availability, availabilityAt } from '../../domain/working-hours.ts'

/** Why nothing can be offered to a rep now; undefined when something can. */
export type Absence = Exclude<SkipReason, 'had-this-lead' | 'at-cap' | 'lacks-skill'>

/**
 * Why this rep is not there. Time off counts before all else: whoever said "online" before a holiday
 * is not called during it. Then what they say about themselves counts before their schedule: online
 * is online at night, away is away at noon. A pool around the clock does not ask the schedule.
 */
export function absenceOf(
  rep: Rep | undefined,
  locked: Locked,
  { aroundTheClock }: Pick<Pool, 'aroundTheClock'>,
): Absence | undefined {
  if (!rep?.active) return 'inactive'
  if (timeOffOfRep(rep, locked) !== undefined) return 'time-off'
  const presence = locked.presence.get(rep.id) ?? 'calendar'
  if (isAway(presence)) return 'away'
  if (presence === 'online' || aroundTheClock) return undefined
  return hoursOf(rep, locked).open ? undefined : 'off-hours'
}

/** Whether the pool would call on this rep at this hour, were they not off or away. */
export const isAtWorkHour = (
  rep: Rep,
  locked: Locked,
  { aroundTheClock }: Pick<Pool, 'aroundTheClock'>,
): boolean => aroundTheClock || hoursOf(rep, locked).open

/** When the rep's calendar next opens; undefined when it is open, or stays shut for a year. */
export function nextOpening(rep: Rep, locked: Locked): Date | undefined {
  const { now, configuration } = locked
  const { teams } = configuration.documents
  const { laterHours } = rosterOf(teams)
  const opening = firstOpening(
    (at) => (at === now ? hoursOf(rep, locked) : hoursAt(rep, teams, at, laterHours)),
    stretchesOf(rep, locked),
    now,
  )
  return opening === now ? undefined : opening
}

/** The time off that a rep has now; undefined when they have none. */
export const timeOffOfRep = (rep: Rep, locked: Locked): TimeOff | undefined =>
  timeOffAt(stretchesOf(rep, locked), locked.now)

function stretchesOf(rep: Rep, { configuration, timeOff }: Locked): readonly TimeOff[] {
  const { written } = knownOf(rep, configuration.documents.teams)
  const added = timeOff.get(rep.id)
  return added === undefined ? written : [...written, ...added]
}

/** The rep of that id in the active documents. */
export function repNamed(repId: RepId, { configuration }: Locked): Rep | undefined {
  return rosterOf(configuration.documents.teams).reps.get(repId)?.rep
}

/** The pool of that id in the active documents. */
export const poolNamed = (poolId: PoolId, { configuration }: Locked): Pool | undefined =>
  configuration.documents.teams.pools.find(({ id }) => id === poolId)

type Known = {
  readonly rep: Rep
  readonly schedule: Schedule | undefined
  readonly written: readonly TimeOff[]
}

type Roster = {
  readonly reps: ReadonlyMap<RepId, Known>
  /** What was last found out about each rep's hours: true from `from` until `until`. */
  readonly hours: Hours
  /** The same of a later time that was asked about. */
  readonly laterHours: Hours
}

/** In milliseconds from when until when it is so: times are compared far faster as numbers. */
type Hours = Map<RepId, Availability & { readonly fromMs: number; readonly endMs: number }>

/**
 * Remembered per document: working out hours takes about a tenth of a millisecond, and a batch
 * asks for the same few people a thousand times within the same shift.
 */
const rosters = new WeakMap<TeamsDocument, Roster>()

function rosterOf(teams: TeamsDocument): Roster {
  const known = rosters.get(teams)
  if (known !== undefined) return known
  const reps = teams.reps.map((rep): [RepId, Known] => {
    const written = rep.timeOff.map((one) => timeOffOf(one, rep))
    return [rep.id, { rep, schedule: scheduleOf(rep, teams), written }]
  })
  const roster: Roster = { reps: new Map(reps), hours: new Map(), laterHours: new Map() }
  rosters.set(teams, roster)
  return roster
}

function knownOf({ id }: Rep, teams: TeamsDocument): Known {
  const known = rosterOf(teams).reps.get(id)
  if (known === undefined) throw new Error(`Rep ${id} is not of these teams`)
  return known
}

function hoursOf(rep: Rep, { configuration, now }: Locked): Availability {
  const { teams } = configuration.documents
  return hoursAt(rep, teams, now, rosterOf(teams).hours)
}

function hoursAt(rep: Rep, teams: TeamsDocument, at: Date, hours: Hours): Availability {
  const known = hours.get(rep.id)
  const atMs = at.getTime()
  if (known && known.fromMs <= atMs && atMs < known.endMs) return known
  const { schedule } = knownOf(rep, teams)
  const found = availabilityAt(schedule, rep.timeZone, at)
  // Hours that do not change within a year are looked at again after a day.
  const endMs = found.until?.getTime() ?? atMs + DAY_MS
  hours.set(rep.id, { ...found, fromMs: atMs, endMs })
  return found
}

const DAY_MS = 24 * 60 * 60 * 1_000
