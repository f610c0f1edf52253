import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exampleCompany } from '../../test/support/example-company.ts'
import { Schedule } from './documents/teams.ts'
import { WrittenTimeOff } from './documents/time-off.ts'
import type { RepId } from './ids.ts'
import { rosterAt } from './roster.ts'
import { firstOpening, type TimeOff, timeOffAt, timeOffOf } from './time-off.ts'
import { availabilityAt } from './working-hours.ts'

const OSLO = { timeZone: 'Europe/Oslo' }

function stretch(written: Record<string, unknown>): string {
  const { from, to } = timeOffOf(WrittenTimeOff.parse(written), OSLO)
  return `${from.toISOString().slice(0, 16)} ${to.toISOString().slice(0, 16)}`
}

test('days are whole, both the first and the last, in the zone of the rep or the one named', () => {
  assert.equal(stretch({ from: '2026-01-05' }), '2026-01-04T23:00 2026-01-05T23:00')
  assert.equal(
    stretch({ from: '2026-01-05', to: '2026-01-07' }),
    '2026-01-04T23:00 2026-01-07T23:00',
  )
  assert.equal(
    stretch({ from: '2026-01-05', timeZone: 'America/New_York' }),
    '2026-01-05T05:00 2026-01-06T05:00',
  )
})

test('no leads from two days before a holiday, and again one day before its end, are days to write', () => {
  // A holiday from the 10th, with the 20th as the first day back.
  assert.equal(
    stretch({ from: '2026-03-08', to: '2026-03-18' }),
    '2026-03-07T23:00 2026-03-18T23:00',
  )
})

test('noon parts the halves of a day, and a day of 23 hours ends with its midnight', () => {
  const day = { from: '2026-03-29' }

  assert.equal(stretch({ ...day, half: 'morning' }), '2026-03-28T23:00 2026-03-29T10:00')
  assert.equal(stretch({ ...day, half: 'afternoon' }), '2026-03-29T10:00 2026-03-29T22:00')
  assert.equal(stretch(day), '2026-03-28T23:00 2026-03-29T22:00')
})

test('a last day before the first, and half of several days, are mistakes', () => {
  const faults = (written: unknown) =>
    (WrittenTimeOff.safeParse(written).error?.issues ?? []).map(({ path }) => path[0])

  assert.deepEqual(faults({ from: '2026-01-05', to: '2026-01-04' }), ['to'])
  assert.deepEqual(faults({ from: '2026-01-05', to: '2026-01-06', half: 'morning' }), ['half'])
})

test('work goes on at the first moment that is within hours and in no time off', () => {
  const hours = Schedule.parse({
    id: 'office',
    blocks: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '16:00' }],
  })
  const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 2, 1) })
  const stretches = fc.array(
    fc.tuple(moments, fc.integer({ min: 1, max: 10 * 24 * 60 * 60 * 1_000 })),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(stretches, moments, fc.integer({ min: 0, max: 1_000 }), (given, from, share) => {
      const off: TimeOff[] = given.map(([start, ms]) => {
        return { from: new Date(start), to: new Date(start + ms), cover: undefined }
      })
      const works = (at: Date) =>
        availabilityAt(hours, 'UTC', at).open && timeOffAt(off, at) === undefined

      const opening = firstOpening((at) => availabilityAt(hours, 'UTC', at), off, new Date(from))

      assert.ok(opening && works(opening))
      const before = from + Math.floor(((opening.getTime() - from) * share) / 1_001)
      assert.equal(works(new Date(before)), before === opening.getTime())
    }),
    { numRuns: 200 },
  )
})

test('the roster says until when a rep is off, and when that or their hours change', () => {
  const { teams } = exampleCompany().documents
  const monday = new Date('2026-03-02T09:00:00Z')
  const off = timeOffOf({ from: '2026-03-02', half: 'afternoon' }, OSLO)
  const shown = (at: Date) => {
    const timeOff = new Map([['jonas' as RepId, [off]]])
    const facts = { presence: new Map([['jonas' as RepId, 'online' as const]]), timeOff }
    const one = rosterAt(teams, facts, at).find(({ id }) => id === 'jonas')
    return [one?.availableNow, one?.offUntil?.toISOString(), one?.changesAt?.toISOString()]
  }

  assert.deepEqual(shown(monday), [true, undefined, '2026-03-02T11:00:00.000Z'])
  assert.deepEqual(shown(new Date('2026-03-02T12:00:00Z')), [
    false,
    '2026-03-02T23:00:00.000Z',
    '2026-03-03T07:00:00.000Z',
  ])
})

test('a schedule is closed on the holidays of its calendars', () => {
  const { teams } = exampleCompany().documents
  const jonas = teams.reps.filter(({ id }) => id === 'jonas')
  const holidayCalendars = [{ id: 'norway', days: { '2026-05-14': 'Ascension Day' } }]
  const schedules = teams.schedules.map((one) => ({ ...one, holidayCalendars: ['norway'] }))
  const facts = { presence: new Map(), timeOff: new Map() }

  const at = (time: string) =>
    rosterAt({ ...teams, reps: jonas, schedules, holidayCalendars }, facts, new Date(time))[0]

  assert.equal(at('2026-05-13T09:00:00Z')?.availableNow, true)
  assert.equal(at('2026-05-14T09:00:00Z')?.availableNow, false)
  assert.equal(at('2026-05-14T09:00:00Z')?.changesAt?.toISOString(), '2026-05-15T06:00:00.000Z')
})
