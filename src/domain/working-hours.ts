import { Temporal } from 'temporal-polyfill'
import { DAYS } from './day.ts'
import type { Schedule } from './documents/teams.ts'

/** Whether work is going on, and when that changes; undefined when not within a year. */
export type Availability = { readonly open: boolean; readonly until: Date | undefined }

/**
 * Whether a schedule is open at a moment, for someone in that time zone. Without a schedule it
 * always is. Blocks follow the wall clock: 09:00 is 09:00 in summer and in winter, a block that
 * begins in the hour that a change of clocks leaves out begins when that hour would have, and of
 * an hour that comes twice the first one counts.
 */
export function availabilityAt(
  schedule: Schedule | undefined,
  timeZone: string,
  at: Date,
): Availability {
  if (schedule === undefined) return { open: true, until: undefined }
  const now = at.getTime()
  const span = nextSpan(schedule, timeZone, now)
  if (span === undefined) return { open: false, until: undefined }
  if (span.from > now) return { open: false, until: new Date(span.from) }
  return { open: true, until: span.to > now + YEAR_MS ? undefined : new Date(span.to) }
}

const DAY_MS = 24 * 60 * 60 * 1_000
const YEAR_MS = 366 * DAY_MS

/** A stretch of time in epoch milliseconds, without its end. */
type Span = { readonly from: number; readonly to: number }

/** The first open stretch that ends after `now`, with all blocks that touch it. */
function nextSpan(schedule: Schedule, zone: string, now: number): Span | undefined {
  let open: Span | undefined
  for (const block of blocksFrom(schedule, zone, now, YEAR_MS / DAY_MS + 2)) {
    if (block.to <= now) continue
    if (open !== undefined && block.from > open.to) return open
    open = { from: open?.from ?? block.from, to: Math.max(open?.to ?? 0, block.to) }
  }
  return open
}

/** Blocks day by day, from the day before `now`, whose block may end with today's midnight. */
function* blocksFrom(schedule: Schedule, zone: string, now: number, days: number) {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
  for (let day = -1; day < days; day++) {
    yield* blocksOn(schedule, zone, today.add({ days: day }))
  }
}

function blocksOn(schedule: Schedule, zone: string, date: Temporal.PlainDate): readonly Span[] {
  const weekday = DAYS[date.dayOfWeek - 1]
  if (weekday === undefined || schedule.holidays.includes(date.toString())) return []
  return schedule.blocks
    .filter(({ days }) => days.includes(weekday))
    .map(({ from, to }) => ({ from: epochMs(date, from, zone), to: epochMs(date, to, zone) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from)
}

function epochMs(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const endOfDay = time === '24:00'
  return (endOfDay ? date.add({ days: 1 }) : date).toZonedDateTime({
    timeZone,
    plainTime: endOfDay ? '00:00' : time,
  }).epochMilliseconds
}
