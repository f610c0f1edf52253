import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyMoment, anySchedule, anyZone } from '../../test/support/any-hours.ts'
import { DAYS } from './day.ts'
import { Schedule } from './documents/teams.ts'
import { availabilityAt } from './working-hours.ts'

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri']
const office = schedule([{ days: WEEKDAYS, from: '09:00', to: '17:00' }])
const always = schedule([{ days: [...DAYS], from: '00:00', to: '24:00' }])

function schedule(blocks: unknown[], holidays: string[] = []): Schedule {
  return Schedule.parse({ id: 'hours', blocks, holidays })
}

function open(hours: Schedule | undefined, zone: string, at: string) {
  const { open, until } = availabilityAt(hours, zone, new Date(at))
  return { open, until: until?.toISOString() }
}

describe('availability', () => {
  it('is open in a block and closed outside of it, and says when that changes', () => {
    assert.deepEqual(open(office, 'UTC', '2026-03-06T16:30:00Z'), {
      open: true,
      until: '2026-03-06T17:00:00.000Z',
    })
    assert.deepEqual(open(office, 'UTC', '2026-03-06T17:00:00Z'), {
      open: false,
      until: '2026-03-09T09:00:00.000Z',
    })
    assert.deepEqual(open(office, 'UTC', '2026-03-09T09:00:00Z').open, true)
  })

  it('follows the time zone of the person', () => {
    assert.equal(open(office, 'America/New_York', '2026-01-12T13:59:00Z').open, false)
    assert.equal(open(office, 'America/New_York', '2026-01-12T14:00:00Z').open, true)
  })

  it('knows lunch, blocks that touch, and 24:00', () => {
    const split = schedule([
      { days: ['mon'], from: '13:00', to: '18:00' },
      { days: ['mon'], from: '08:00', to: '12:00' },
    ])
    const night = schedule([
      { days: ['mon'], from: '20:00', to: '24:00' },
      { days: ['tue'], from: '00:00', to: '04:00' },
    ])

    assert.equal(open(split, 'UTC', '2026-03-02T11:00:00Z').until, '2026-03-02T12:00:00.000Z')
    assert.deepEqual(open(split, 'UTC', '2026-03-02T12:30:00Z'), {
      open: false,
      until: '2026-03-02T13:00:00.000Z',
    })
    assert.equal(open(night, 'UTC', '2026-03-02T21:00:00Z').until, '2026-03-03T04:00:00.000Z')
    assert.equal(open(night, 'UTC', '2026-03-03T03:00:00Z').until, '2026-03-03T04:00:00.000Z')
  })

  it('is closed on holidays of whoever follows the schedule', () => {
    const hours = schedule([{ days: WEEKDAYS, from: '09:00', to: '17:00' }], ['2026-12-25'])

    assert.deepEqual(open(hours, 'Europe/Oslo', '2026-12-25T10:00:00Z'), {
      open: false,
      until: '2026-12-28T08:00:00.000Z',
    })
  })

  it('never changes without a schedule, or with one around the clock', () => {
    assert.deepEqual(open(undefined, 'UTC', '2026-03-02T03:00:00Z'), {
      open: true,
      until: undefined,
    })
    assert.deepEqual(open(always, 'Europe/Berlin', '2026-03-02T03:00:00Z'), {
      open: true,
      until: undefined,
    })
  })

  it('closes an always open schedule for its holiday', () => {
    const hours = schedule([{ days: [...DAYS], from: '00:00', to: '24:00' }], ['2026-05-01'])

    assert.equal(open(hours, 'UTC', '2026-03-02T03:00:00Z').until, '2026-05-01T00:00:00.000Z')
    assert.equal(open(hours, 'UTC', '2026-05-01T03:00:00Z').until, '2026-05-02T00:00:00.000Z')
  })

  it('keeps to the wall clock when clocks change in spring and in autumn', () => {
    assert.equal(open(office, 'Europe/Berlin', '2026-03-27T08:00:00Z').open, true)
    assert.equal(open(office, 'Europe/Berlin', '2026-03-30T07:00:00Z').open, true)
    assert.equal(open(office, 'Europe/Berlin', '2026-10-26T07:30:00Z').open, false)
    assert.equal(open(office, 'Europe/Berlin', '2026-10-26T08:00:00Z').open, true)
  })

  it('begins a block in the hour left out when that hour would have begun', () => {
    const early = schedule([{ days: ['sun'], from: '02:30', to: '06:00' }])

    // 01:59:59 is followed by 03:00:00 in Berlin on 29 March 2026, so 02:30 is 03:30.
    assert.equal(
      open(early, 'Europe/Berlin', '2026-03-29T00:00:00Z').until,
      '2026-03-29T01:30:00.000Z',
    )
  })

  it('counts the hour that comes twice once, and the first of the two', () => {
    const early = schedule([{ days: ['sun'], from: '01:00', to: '02:30' }])

    // 02:30 comes at 00:30 and at 01:30 UTC in Berlin on 25 October 2026.
    assert.equal(
      open(early, 'Europe/Berlin', '2026-10-25T00:00:00Z').until,
      '2026-10-25T00:30:00.000Z',
    )
    assert.equal(open(early, 'Europe/Berlin', '2026-10-25T01:15:00Z').open, false)
  })
})

describe('for any schedule', () => {
  it('the next change lies ahead, and is one', () => {
    fc.assert(
      fc.property(anySchedule, anyZone, anyMoment, (hours, zone, at) => {
        const { open, until } = availabilityAt(hours, zone, at)
        if (until === undefined) return
        assert.ok(until > at)
        assert.equal(availabilityAt(hours, zone, until).open, !open)
        assert.equal(availabilityAt(hours, zone, new Date(until.getTime() - 1)).open, open)
      }),
      { numRuns: 200 },
    )
  })
})
