import { Temporal } from 'temporal-polyfill'
import { DAYS } from './day.ts'
import type { Schedule } from './documents/teams.ts'
import { type TimeOff, timeOffAt } from './time-off.ts'
import { availabilityAt } from './working-hours.ts'

/** Whose minutes are counted: by which schedule, in which zone, and when they are not there. */
export type Hours = {
  /** With the holidays of its calendars; without one every minute counts. */
  readonly schedule: Schedule | undefined
  readonly timeZone: string
  readonly timeOff: readonly TimeOff[]
}

/** A stretch of time that was not counted, without its end, and why. */
export type Skipped = {
  readonly from: Date
  readonly to: Date
  readonly why: 'off-hours' | 'holiday' | 'time-off'
}

/** Clocks were put forward (60) or back (-60) by so many minutes at that moment. */
export type ClockChange = { readonly at: Date; readonly minutes: number }

/** When counted minutes are over, and all that was not counted on the way there. */
export type CountedTime = {
  readonly by: Date
  readonly skipped: readonly Skipped[]
  readonly clockChanges: readonly ClockChange[]
}

/**
 * The moment at which `ms` milliseconds that count have passed since `from`, and what was skipped on
 * the way, in order and without gaps. Time that ends exactly with a block ends there. Who does not
 * work within a year any more is waited for as if they always did, rather than for ever.
 */
export function countTime(hours: Hours, from: Date, ms: number): CountedTime {
  const skipped: Skipped[] = []
  let now = from
  let left = ms
  for (;;) {
    const { open, until, off } = standing(hours, now)
    const goesOn = until !== undefined && !(open && left <= msBetween(now, until))
    if (!goesOn) return counted(hours, from, at(now, left), skipped)
    if (open) left -= msBetween(now, until)
    else skipped.push(...stretches(hours, { from: now, to: until, off }))
    now = until
  }
}

const msBetween = (from: Date, to: Date) => to.getTime() - from.getTime()

const at = (from: Date, ms: number) => new Date(from.getTime() + ms)

function standing({ schedule, timeZone, timeOff }: Hours, now: Date) {
  const off = timeOffAt(timeOff, now)
  if (off !== undefined) return { open: false, until: off.to, off: 'time-off' as const }
  const { open, until } = availabilityAt(schedule, timeZone, now)
  if (!open) return { open, until, off: undefined }
  const starts = timeOff.map((one) => one.from).filter((start) => start > now)
  const ends = [...starts, ...(until === undefined ? [] : [until])]
  const first = ends.toSorted((a, b) => a.getTime() - b.getTime())[0]
  return { open, until: first, off: undefined }
}

type Closed = { readonly from: Date; readonly to: Date; readonly off: 'time-off' | undefined }

const stretches = (hours: Hours, { from, to, off }: Closed): Skipped[] =>
  off === undefined ? byDay(hours, from, to) : [{ from, to, why: off }]

/** What lies between two blocks, day by day, because a holiday may be among the days. */
function byDay({ schedule, timeZone }: Hours, from: Date, to: Date): Skipped[] {
  const parts: Skipped[] = []
  for (let start = from; start < to; ) {
    const date = zoned(start, timeZone).toPlainDate()
    const midnight = date.add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '00:00' })
    const end = new Date(Math.min(midnight.epochMilliseconds, to.getTime()))
    const why = isHoliday(schedule, date) ? 'holiday' : 'off-hours'
    const before = parts.at(-1)
    if (before?.why === why) parts[parts.length - 1] = { ...before, to: end }
    else parts.push({ from: start, to: end, why })
    start = end
  }
  return parts
}

function isHoliday(schedule: Schedule | undefined, date: Temporal.PlainDate): boolean {
  const weekday = DAYS[date.dayOfWeek - 1]
  if (schedule === undefined || weekday === undefined) return false
  const works = schedule.blocks.some(({ days }) => days.includes(weekday))
  return works && schedule.holidays.includes(date.toString())
}

function counted(hours: Hours, from: Date, by: Date, skipped: readonly Skipped[]): CountedTime {
  return { by, skipped, clockChanges: clockChanges(hours.timeZone, from, by) }
}

function clockChanges(timeZone: string, from: Date, to: Date): ClockChange[] {
  const changes: ClockChange[] = []
  let now = zoned(from, timeZone)
  for (;;) {
    const next = now.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds >= to.getTime()) return changes
    const before = next.subtract({ nanoseconds: 1 }).offsetNanoseconds
    const minutes = (next.offsetNanoseconds - before) / 60e9
    changes.push({ at: new Date(next.epochMilliseconds), minutes })
    now = next
  }
}

const zoned = (moment: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone)
