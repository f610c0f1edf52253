import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JONAS, secondOf, waitingForOne } from '../../test/support/waiting-for-one.ts'
import { applyEvent } from './apply-event.ts'
import { retryFor } from './own-course.ts'

test('a rep who answers has those tried again that came first, as many as the product wakes', () => {
  const { following, leads } = waitingForOne(60)
  const versions = leads.map(({ lead }) => lead.version)

  retryFor(JONAS, following, secondOf(100))

  const tried = leads.flatMap(({ lead }, n) => (lead.version === versions[n] ? [] : [n]))
  assert.deepEqual(
    tried,
    Array.from({ length: 20 }, (_, n) => n + 1),
  )
})

test('each place that is free goes to the lead that waits longest, whatever was tried before', () => {
  const { following, leads } = waitingForOne(60)
  const had = () => leads.flatMap(({ lead }, n) => (lead.state === 'assigned' ? [n] : []))

  for (let n = 0; n < 30; n++) {
    assert.equal(had().at(-1), n)
    const own = leads[n]
    const assignmentId = own?.lead.assignmentId
    assert.ok(own && assignmentId)
    const at = secondOf(100 + n)
    const taken = { at, assignmentId, repId: JONAS, via: 'simulation' }
    applyEvent(following.world, own, { type: 'AssignmentAcknowledged', ...taken })
    retryFor(JONAS, following, at)
  }
  assert.equal(had().length, 31)
})
