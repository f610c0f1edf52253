import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { quietUntil } from './quiet-hours.ts'

const OSLO = 'Europe/Oslo'
const NIGHT = { from: '20:00', to: '07:00' }

const until = (at: string, hours = NIGHT, zone = OSLO) =>
  quietUntil(hours, zone, new Date(at))?.toISOString()

test('quiet hours that cross midnight end the next morning, before and after midnight', () => {
  assert.equal(until('2026-11-23T18:59:59Z'), undefined)
  assert.equal(until('2026-11-23T19:00:00Z'), '2026-11-24T06:00:00.000Z')
  assert.equal(until('2026-11-24T03:00:00Z'), '2026-11-24T06:00:00.000Z')
  assert.equal(until('2026-11-24T06:00:00Z'), undefined)
})

test('they go by the clock on the wall of the rep, also in the night when it changes', () => {
  assert.equal(until('2026-03-28T22:00:00Z'), '2026-03-29T05:00:00.000Z')
  assert.equal(until('2026-10-24T22:00:00Z'), '2026-10-25T06:00:00.000Z')
  assert.equal(until('2026-11-23T13:00:00Z', NIGHT, 'Asia/Tokyo'), '2026-11-23T22:00:00.000Z')
})

test('within one day, or until its end', () => {
  assert.equal(
    until('2026-11-23T11:30:00Z', { from: '12:00', to: '13:00' }),
    '2026-11-23T12:00:00.000Z',
  )
  assert.equal(
    until('2026-11-23T22:30:00Z', { from: '22:00', to: '24:00' }),
    '2026-11-23T23:00:00.000Z',
  )
})

test('whatever they are, they end within a day and an hour, and are over then', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  const [min, max] = [new Date('2026-01-01'), new Date('2027-12-31')]
  const at = fc.date({ min, max, noInvalidDate: true })
  fc.assert(
    fc.property(time, time, at, (from, to, now) => {
      if (from === to) return
      const end = quietUntil({ from, to }, OSLO, now)
      if (end === undefined) return
      assert.ok(end > now && end.getTime() - now.getTime() <= 25 * 3_600_000)
      assert.equal(quietUntil({ from, to }, OSLO, end), undefined)
    }),
  )
})
