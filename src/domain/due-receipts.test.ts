import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dueReceipts } from './due-receipts.ts'
import type { RecordedEvent } from './journey.ts'

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`)
const event = (type: string, time: string, data: object) =>
  ({ type, at: at(time), data }) as unknown as RecordedEvent

const OFFERED = event('LeadAssigned', '09:00', {
  assignmentId: 'first',
  repId: 'ada',
  acknowledgeBy: '2026-03-02T09:05:00.000Z',
})

test('an answer is measured also after it was due', () => {
  const answered = (time: string) =>
    dueReceipts([OFFERED, event('AssignmentAcknowledged', time, { assignmentId: 'first' })])[0]

  assert.equal(answered('09:05')?.lateByMinutes, undefined)
  assert.equal(answered('09:45')?.lateByMinutes, 40)
  assert.deepEqual(answered('09:45')?.answeredAt, at('09:45'))
})

test('an offer that ended without an answer says how, and waits for none', () => {
  const ends = ['AssignmentDeclined', 'AssignmentExpired', 'AssignmentClosed'].map((type) => {
    const end = event(type, '09:05', { assignmentId: 'first' })
    return dueReceipts([OFFERED, end])[0]?.ended
  })

  assert.deepEqual(
    ends,
    ['declined', 'expired', 'closed'].map((how) => ({ at: at('09:05'), how })),
  )
  assert.equal(dueReceipts([OFFERED])[0]?.ended, undefined)
})

test('each offer has a receipt of its own, with the minutes that were counted', () => {
  const receipt = { counted: 'rep-hours', minutes: 60, skipped: [], clockChanges: [] }
  const second = event('LeadAssigned', '10:00', {
    assignmentId: 'second',
    repId: 'bo',
    acknowledgeBy: '2026-03-03T10:00:00.000Z',
    receipt,
  })

  const receipts = dueReceipts([OFFERED, second])

  assert.deepEqual(
    receipts.map(({ repId, minutes, counted }) => [repId, minutes, counted]),
    [
      ['ada', 5, 'wall'],
      ['bo', 60, 'rep-hours'],
    ],
  )
})
