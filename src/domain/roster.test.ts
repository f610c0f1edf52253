import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import type { RepId } from './ids.ts'
import type { Presence } from './presence.ts'
import { rosterAt } from './roster.ts'

const { teams } = exampleCompany().documents
const jonas = 'jonas' as RepId
const morning = new Date('2026-03-02T09:00:00Z')
const night = new Date('2026-03-02T23:00:00Z')

const availableNow = (at: Date, presence?: Presence, active = true) => {
  const reps = teams.reps.map((rep) => ({ ...rep, active }))
  const presences = new Map(presence === undefined ? [] : [[jonas, presence]])
  const facts = { presence: presences, timeOff: new Map() }
  return rosterAt({ ...teams, reps }, facts, at).find(({ id }) => id === jonas)?.availableNow
}

test('without a word from them, reps are there in their working hours', () => {
  assert.deepEqual([availableNow(morning), availableNow(night)], [true, false])
})

test('what reps say counts before their schedule', () => {
  assert.equal(availableNow(night, 'online'), true)
  assert.equal(availableNow(morning, 'away'), false)
  assert.equal(availableNow(morning, 'do-not-disturb'), false)
  assert.equal(availableNow(morning, 'calendar'), true)
})

test('an inactive rep is never available', () => {
  assert.equal(availableNow(morning, 'online', false), false)
})
