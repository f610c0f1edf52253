import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyMoment, anySchedule, anyZone } from '../../test/support/any-hours.ts'
import { countTime, type Hours } from './counted-time.ts'
import { Schedule } from './documents/teams.ts'
import type { TimeOff } from './time-off.ts'

const HOUR = 60 * 60 * 1_000
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri']
const nineToFive = [{ days: WEEKDAYS, from: '09:00', to: '17:00' }]

const hours = (given: Partial<Hours> & { blocks?: unknown[]; holidays?: string[] } = {}): Hours => {
  const { blocks = nineToFive, holidays = [], ...rest } = given
  const schedule = Schedule.parse({ id: 'hours', blocks, holidays })
  return { schedule, timeZone: 'UTC', timeOff: [], ...rest }
}
const off = (from: string, to: string): TimeOff => ({
  ...{ from: new Date(from), to: new Date(to), cover: undefined },
})
const count = (of: Hours, from: string, hoursToCount: number) =>
  countTime(of, new Date(from), hoursToCount * HOUR)
const by = (of: Hours, from: string, hoursToCount: number) =>
  count(of, from, hoursToCount).by.toISOString()
const skipped = (of: Hours, from: string, hoursToCount: number) =>
  count(of, from, hoursToCount).skipped.map(
    ({ from: start, to, why }) =>
      `${start.toISOString().slice(0, 16)} ${to.toISOString().slice(0, 16)} ${why}`,
  )

describe('counted time', () => {
  it('goes on after the weekend, and says that it was skipped', () => {
    assert.equal(by(hours(), '2026-03-06T16:30:00Z', 1), '2026-03-09T09:30:00.000Z')
    assert.equal(by(hours(), '2026-03-06T16:00:00Z', 4), '2026-03-09T12:00:00.000Z')
    assert.deepEqual(skipped(hours(), '2026-03-06T16:30:00Z', 1), [
      '2026-03-06T17:00 2026-03-09T09:00 off-hours',
    ])
  })

  it('ends with the block it fills, and starts at the next opening', () => {
    assert.equal(by(hours(), '2026-03-06T16:00:00Z', 1), '2026-03-06T17:00:00.000Z')
    assert.equal(by(hours(), '2026-03-07T12:00:00Z', 0.5), '2026-03-09T09:30:00.000Z')
  })

  it('tells holidays from nights, in the zone of whoever works', () => {
    const christmas = hours({ holidays: ['2026-12-25'], timeZone: 'Europe/Oslo' })

    assert.deepEqual(skipped(christmas, '2026-12-24T15:00:00Z', 2), [
      '2026-12-24T16:00 2026-12-24T23:00 off-hours',
      '2026-12-24T23:00 2026-12-25T23:00 holiday',
      '2026-12-25T23:00 2026-12-28T08:00 off-hours',
    ])
  })

  it('leaves out time off, whole and within a day', () => {
    const dentist = hours({ timeOff: [off('2026-03-06T10:00:00Z', '2026-03-06T12:00:00Z')] })

    assert.equal(by(dentist, '2026-03-06T09:30:00Z', 1), '2026-03-06T12:30:00.000Z')
    assert.deepEqual(skipped(dentist, '2026-03-06T09:30:00Z', 1), [
      '2026-03-06T10:00 2026-03-06T12:00 time-off',
    ])
  })

  it('counts hours that pass, not hands of the clock, and says when clocks changed', () => {
    const sunday = hours({
      blocks: [{ days: ['sun'], from: '00:00', to: '24:00' }],
      timeZone: 'Europe/Berlin',
    })

    // 23 hours long in spring, 25 in autumn, both beginning at midnight in Berlin.
    assert.equal(by(sunday, '2026-03-28T23:00:00Z', 23), '2026-03-29T22:00:00.000Z')
    assert.equal(by(sunday, '2026-10-24T22:00:00Z', 25), '2026-10-25T23:00:00.000Z')
    assert.deepEqual(count(sunday, '2026-03-28T23:00:00Z', 23).clockChanges, [
      { at: new Date('2026-03-29T01:00:00Z'), minutes: 60 },
    ])
    assert.equal(count(sunday, '2026-10-24T22:00:00Z', 25).clockChanges[0]?.minutes, -60)
  })

  it('is plain time without a schedule, and for who does not work for a year', () => {
    const never = hours({ holidays: everyDayOf(2026, 2027, 2028) })
    const free: Hours = { schedule: undefined, timeZone: 'UTC', timeOff: [] }

    for (const one of [free, never]) {
      assert.equal(by(one, '2026-03-07T12:00:00Z', 1), '2026-03-07T13:00:00.000Z')
    }
  })
})

function everyDayOf(...years: number[]): string[] {
  return years.flatMap((year) =>
    Array.from({ length: 366 }, (_, day) =>
      new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10),
    ),
  )
}

const spans = fc.integer({ min: 1, max: 40 * HOUR })
const stretches = fc.array(
  fc
    .tuple(anyMoment, spans)
    .map(([from, ms]) => ({ from, to: new Date(from.getTime() + ms), cover: undefined })),
  { maxLength: 3 },
)
const anyHours: fc.Arbitrary<Hours> = fc.record({
  schedule: anySchedule,
  timeZone: anyZone,
  timeOff: stretches,
})

describe('for any hours', () => {
  it('what is skipped and what is counted are all the time there was', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, spans, (of, at, ms) => {
        const { by: end, skipped: left } = countTime(of, at, ms)
        const skippedMs = left.reduce((sum, one) => sum + one.to.getTime() - one.from.getTime(), 0)
        assert.equal(end.getTime() - at.getTime(), ms + skippedMs)
      }),
      { numRuns: 60 },
    )
  })

  it('counting twice is counting the sum, and more time is never earlier', () => {
    fc.assert(
      fc.property(anyHours, anyMoment, spans, spans, (of, at, a, b) => {
        const first = countTime(of, at, a).by
        const sum = countTime(of, at, a + b).by
        assert.deepEqual(countTime(of, first, b).by, sum)
        assert.ok(sum >= first && first >= at)
      }),
      { numRuns: 60 },
    )
  })
})
