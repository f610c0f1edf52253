import { Temporal } from 'temporal-polyfill'
import type { Rep, TeamsDocument } from './documents/teams.ts'
import type { WrittenTimeOff } from './documents/time-off.ts'
import type { RepId } from './ids.ts'
import type { Availability } from './working-hours.ts'

/** A stretch of time in which a rep is off, without its end. */
export type TimeOff = {
  readonly from: Date
  readonly to: Date
  /** Who covers for them then; undefined for whoever usually does. */
  readonly cover: RepId | undefined
}

/** The stretch that written days stand for, to the rep they are about. */
export function timeOffOf(written: WrittenTimeOff, rep: Pick<Rep, 'timeZone'>): TimeOff {
  const { from, to = from, half, timeZone = rep.timeZone, cover } = written
  const first = Temporal.PlainDate.from(from)
  const after = Temporal.PlainDate.from(to).add({ days: 1 })
  return {
    from: moment(first, half === 'afternoon' ? NOON : MIDNIGHT, timeZone),
    to: half === 'morning' ? moment(first, NOON, timeZone) : moment(after, MIDNIGHT, timeZone),
    cover,
  }
}

const MIDNIGHT = '00:00'
const NOON = '12:00'

const moment = (date: Temporal.PlainDate, plainTime: string, timeZone: string) =>
  new Date(date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds)

/** The stretch that a moment lies in; the one that ends last, when there are several. */
export function timeOffAt(stretches: readonly TimeOff[], at: Date): TimeOff | undefined {
  let found: TimeOff | undefined
  for (const stretch of stretches) {
    if (stretch.from > at || at >= stretch.to) continue
    if (found === undefined || stretch.to > found.to) found = stretch
  }
  return found
}

/**
 * The first moment, from this one on, at which hours are open and nobody is off; undefined when the
 * hours do not open within a year. `hoursAt` says whether they are open, and until when.
 */
export function firstOpening(
  hoursAt: (at: Date) => Availability,
  stretches: readonly TimeOff[],
  at: Date,
): Date | undefined {
  for (let now = at; ; ) {
    const off = timeOffAt(stretches, now)
    const hours = off === undefined ? hoursAt(now) : { open: false, until: off.to }
    if (hours.open) return now
    if (hours.until === undefined) return undefined
    now = hours.until
  }
}

/** The schedule of a rep or team with the holidays of its calendars; undefined for one without. */
export function scheduleOf(
  { schedule: name }: Pick<Rep, 'schedule'>,
  { schedules, holidayCalendars }: TeamsDocument,
) {
  const schedule = schedules.find(({ id }) => id === name)
  if (schedule === undefined) return undefined
  const days = holidayCalendars
    .filter(({ id }) => schedule.holidayCalendars.includes(id))
    .flatMap((calendar) => Object.keys(calendar.days))
  return { ...schedule, holidays: [...schedule.holidays, ...days] }
}
