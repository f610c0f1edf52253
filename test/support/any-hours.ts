import fc from 'fast-check'
import { DAYS } from '../../src/domain/day.ts'
import { Schedule } from '../../src/domain/documents/teams.ts'

/** Zones with and without changes of clocks, in both hemispheres, also by half an hour. */
export const anyZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
)

/** Moments of 2026, as often as not around the days when clocks change somewhere. */
export const anyMoment = fc
  .oneof(
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
    fc.integer({ min: Date.UTC(2026, 2, 28), max: Date.UTC(2026, 3, 6) }),
    fc.integer({ min: Date.UTC(2026, 9, 3), max: Date.UTC(2026, 10, 2) }),
  )
  .map((ms) => new Date(ms))

const quarter = fc.integer({ min: 0, max: 95 })
const clock = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`
const block = fc
  .record({ days: fc.subarray([...DAYS], { minLength: 1 }), from: quarter, length: quarter })
  .map(({ days, from, length }) => ({
    days,
    from: clock(from),
    to: clock(Math.min(96, from + length + 1)),
  }))

/** Up to four blocks by the quarter of an hour, and a holiday after each change of clocks in Europe. */
export const anySchedule = fc
  .array(block, { minLength: 1, maxLength: 4 })
  .map((blocks) => Schedule.parse({ id: 'hours', blocks, holidays: ['2026-03-30', '2026-10-26'] }))
