import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Unavailable } from '../domain/failure.ts'
import { retryAt } from './retry-pause.ts'

const anAttempt = fc.nat({ max: 10_000 })
const aMoment = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2040-01-01'),
  noInvalidDate: true,
})

test('a pause doubles with every attempt up to a minute, give or take a quarter', () => {
  fc.assert(
    fc.property(aMoment, anAttempt, (now, attempt) => {
      const pause = retryAt(now, attempt, new Error('any')).getTime() - now.getTime()

      const expected = Math.min(60_000, 250 * 2 ** attempt)
      assert.ok(pause >= expected * 0.75 - 1 && pause <= expected * 1.25 + 1, `${pause}`)
    }),
  )
})

test('nobody is tried before the time they named', () => {
  fc.assert(
    fc.property(aMoment, anAttempt, aMoment, (now, attempt, notBefore) => {
      const at = retryAt(now, attempt, new Unavailable('busy', 'later', { notBefore }))

      assert.ok(at >= notBefore)
      assert.ok(at > now)
    }),
  )
})

test('many that failed together do not come back together', () => {
  const now = new Date('2026-03-02T14:30:00Z')

  const times = Array.from({ length: 50 }, () => retryAt(now, 6, new Error('any')).getTime())

  assert.ok(new Set(times).size > 25)
})
