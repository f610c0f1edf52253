import { type CountedTime, countTime, type Hours } from './counted-time.ts'
import type { Locked } from './decision.ts'
import type { CountedBy } from './documents/sla.ts'
import type { Rep, TeamsDocument } from './documents/teams.ts'
import { rulesFor } from './escalation.ts'
import type { AssignmentId, RepId } from './ids.ts'
import type { Lead } from './lead.ts'
import type { NewTask } from './task.ts'
import { scheduleOf, type TimeOff, timeOffOf } from './time-off.ts'

/** How the minutes up to an acknowledge-by were counted, when not by the wall clock. */
export type CountReceipt = Omit<CountedTime, 'by'> & {
  readonly counted: CountedBy
  readonly minutes: number
}

/** What an offer says of when an answer is due, and what happens when none comes. */
export type OfferTerms = {
  readonly acknowledgeBy: Date
  /** How these minutes were counted; absent for the wall clock. */
  readonly receipt?: CountReceipt
  readonly policyId?: string
  readonly atAnyHour?: true
  /** When the first step of the escalation is due; absent when there is nobody to go on to. */
  readonly nextAt?: Date
}

/** Who is offered a lead, and in which circumstances. */
export type Offered = {
  readonly repId: RepId
  /** There is nobody to go on to. */
  readonly isLast?: boolean
  /** They agreed to be called at any hour, so every minute counts. */
  readonly atAnyHour?: boolean
}

/** The terms on which a lead is offered to a rep at this moment. */
export function offerTerms(lead: Lead, locked: Locked, offered: Offered): OfferTerms {
  const { configuration, now } = locked
  const { sla, teams } = configuration.documents
  const rules = rulesFor(lead, sla)
  const timeOff = locked.timeOff.get(offered.repId) ?? []
  const clock = { teams, repId: offered.repId, timeOff, atAnyHour: offered.atAnyHour ?? false }
  const minutes = rules.acknowledgeWithinMinutes
  const { by, ...rest } = countMinutes(rules.counted, minutes, now, clock)
  const counted = clock.atAnyHour ? 'wall' : rules.counted
  const [first] = rules.steps
  return {
    acknowledgeBy: by,
    ...(counted === 'wall' ? {} : { receipt: { counted, minutes, ...rest } }),
    ...(rules.policyId === undefined ? {} : { policyId: rules.policyId }),
    ...(counted === rules.counted ? {} : { atAnyHour: true }),
    ...(offered.isLast || first === undefined
      ? {}
      : { nextAt: countMinutes(first.counted, first.afterMinutes, now, clock).by }),
  }
}

/** Whose minutes are counted. */
export type RepClock = {
  readonly teams: TeamsDocument
  readonly repId: RepId
  /** Besides what the `teams` document says. */
  readonly timeOff: readonly TimeOff[]
  readonly atAnyHour: boolean
}

/** Counts minutes from a moment on, for a rep. */
export function countMinutes(
  counted: CountedBy,
  minutes: number,
  from: Date,
  clock: RepClock,
): CountedTime {
  const ms = minutes * 60_000
  const hours = clock.atAnyHour ? undefined : hoursOf(counted, clock)
  if (hours === undefined) {
    return { by: new Date(from.getTime() + ms), skipped: [], clockChanges: [] }
  }
  return countTime(hours, from, ms)
}

function hoursOf(counted: CountedBy, { teams, repId, timeOff }: RepClock): Hours | undefined {
  const rep = teams.reps.find(({ id }) => id === repId)
  if (rep === undefined || counted === 'wall') return undefined
  if (counted === 'team-hours') return teamHours(rep, teams)
  const written = rep.timeOff.map((one) => timeOffOf(one, rep))
  const { timeZone } = rep
  return { schedule: scheduleOf(rep, teams), timeZone, timeOff: [...written, ...timeOff] }
}

function teamHours({ teamId }: Rep, teams: TeamsDocument): Hours | undefined {
  const team = teams.teams.find(({ id }) => id === teamId)
  if (team?.schedule === undefined || team.timeZone === undefined) return undefined
  return { schedule: scheduleOf(team, teams), timeZone: team.timeZone, timeOff: [] }
}

/** The timer of the first step. */
export function firstTimer(subject: AssignmentId, { nextAt }: OfferTerms): readonly NewTask[] {
  return nextAt === undefined ? [] : [{ follower: 'escalate', subject, dueAt: nextAt }]
}
