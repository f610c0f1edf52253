import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ASSIGNMENT_STATUSES } from './assignment.ts'
import { type AssignmentId, type ErasureId, newId, type RepId } from './ids.ts'
import type { LeadEvent } from './lead-event.ts'
import { freesPlace, placeTaken, type Taking } from './place-taken.ts'
import { statusAfter } from './status-after.ts'

const at = new Date('2026-03-02T10:00:00Z')
const assignmentId = newId<AssignmentId>()
const given = { at, assignmentId, repId: 'ada' as RepId } as const

const EVENTS: readonly LeadEvent[] = [
  { ...given, type: 'AssignmentAcknowledged', via: 'api' },
  { ...given, type: 'AssignmentSnoozed', until: at },
  { ...given, type: 'AssignmentDeclined', resumeAt: 'route' },
  { ...given, type: 'AssignmentExpired', resumeAt: 'route' },
  { ...given, type: 'AssignmentClosed', why: 'reassigned' },
  { type: 'FirstContactMade', at, repId: given.repId, how: 'call' },
  { type: 'OutcomeRecorded', at, outcome: 'won' },
  { type: 'LeadErased', at, erasureId: newId<ErasureId>(), assignmentId },
  { type: 'LeadRescored', at, score: 1, fit: 1, interest: 0, tier: 'cold', revision: 1 },
]

const after = (before: Taking, event: LeadEvent): Taking => ({
  status: statusAfter(event)?.status ?? before.status,
  hasOutcome: before.hasOutcome || event.type === 'OutcomeRecorded',
  isContacted: before.isContacted || event.type === 'FirstContactMade',
})

const places = (taking: Taking) => {
  const { isOpen, isUnacknowledged } = placeTaken(taking)
  return Number(isOpen) + Number(isUnacknowledged)
}

test('whatever makes a lead take less of its rep is said to free a place', () => {
  const takings = ASSIGNMENT_STATUSES.flatMap((status) =>
    [true, false].flatMap((hasOutcome) =>
      [true, false].map((isContacted) => ({ status, hasOutcome, isContacted })),
    ),
  )
  const freeing = EVENTS.filter((event) =>
    takings.some((before) => places(after(before, event)) < places(before)),
  )

  assert.deepEqual(
    freeing.map(({ type }) => type),
    EVENTS.filter(freesPlace).map(({ type }) => type),
  )
})

test('a lead takes a place until it has ended, and one to be acknowledged until it is taken up', () => {
  const taking = { status: 'offered', hasOutcome: false, isContacted: false } as const
  const both = { isOpen: true, isUnacknowledged: true }
  const openAlone = { isOpen: true, isUnacknowledged: false }
  const none = { isOpen: false, isUnacknowledged: false }

  assert.deepEqual(placeTaken(taking), both)
  assert.deepEqual(placeTaken({ ...taking, status: 'snoozed' }), both)
  assert.deepEqual(placeTaken({ ...taking, status: 'acknowledged' }), openAlone)
  assert.deepEqual(placeTaken({ ...taking, isContacted: true }), openAlone)
  assert.deepEqual(placeTaken({ ...taking, hasOutcome: true }), none)
  assert.deepEqual(placeTaken({ ...taking, status: 'declined' }), none)
})
