import assert from 'node:assert/strict'
import { test } from 'node:test'
import { journeyOf, type RecordedEvent } from './journey.ts'
import type { LeadEventType } from './lead-event.ts'

const received = new Date('2026-03-02T14:30:00Z')
const at = (ms: number) => new Date(received.getTime() + ms)
const event = (type: LeadEventType, ms: number, version = 1): RecordedEvent => ({
  version,
  type,
  at: at(ms),
  data: {},
})

test('a lead that waited is decided when it was put on the list, and assigned when it got a rep', () => {
  const journey = journeyOf(
    received,
    [
      event('LeadCaptured', 0),
      event('LeadPutOnWaitingList', 40),
      event('LeadResumed', 9_000),
      event('LeadAssigned', 9_050),
      event('AssignmentAcknowledged', 60_000),
      { ...event('FirstContactMade', 95_000), data: { contactedAt: at(70_000).toISOString() } },
    ],
    [],
  )

  assert.equal(journey.decidedInMs, 40)
  assert.equal(journey.assignedInMs, 9_050)
  assert.equal(journey.acknowledgedInMs, 60_000)
  assert.equal(journey.contactedInMs, 70_000)
})

test('an escalated lead keeps the speed of its first assignment', () => {
  const types = ['LeadAssigned', 'AssignmentExpired', 'LeadAssigned'] as const
  const journey = journeyOf(
    received,
    types.map((type, index) => event(type, 100 * (index + 1))),
    [],
  )

  assert.equal(journey.assignedInMs, 100)
})

test('a lead on its way has no speed yet', () => {
  const journey = journeyOf(received, [event('LeadCaptured', 0)], [])

  assert.equal(journey.decidedInMs, undefined)
  assert.equal(journey.assignedInMs, undefined)
})

test('work of followers stands on the same clock', () => {
  const task = { id: 't', follower: 'notify', dueAt: undefined, failure: undefined } as const
  const { tasks } = journeyOf(
    received,
    [],
    [
      { ...task, state: 'done', createdAt: at(50), endedAt: at(80) },
      { ...task, state: 'open', createdAt: at(50), endedAt: undefined },
    ],
  )

  assert.deepEqual(
    tasks.map(({ startedMs, endedMs }) => [startedMs, endedMs]),
    [
      [50, 80],
      [50, undefined],
    ],
  )
})
