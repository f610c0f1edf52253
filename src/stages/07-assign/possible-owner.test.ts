import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AssignScene,
  assignScene,
  named,
  outcome,
  rep,
} from '../../../test/support/assign-scene.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'

const perhaps = (scene: AssignScene = {}, given: Partial<Lead> = {}) =>
  assignScene([named('dora')], scene, { possibleOwnerId: rep('bo'), ...given })

describe('a lead of a person who is perhaps a contact of a rep', () => {
  it('is offered to that rep before the chain, with a time to answer, and is theirs then', () => {
    const decision = perhaps()

    assert.equal(outcome(decision), 'bo: possible-owner')
    assert.ok(decision.event.type === 'LeadAssigned' && decision.event.acknowledgeBy)
    assert.equal(decision.contact?.ownerRepId, 'bo')
  })

  it('goes along the chain while that rep is not there, and says so; the person is of whoever gets it', () => {
    const decision = perhaps({ presence: { bo: 'away' } })

    assert.equal(outcome(decision), 'dora: named-rep')
    assert.ok(decision.event.type === 'LeadAssigned')
    assert.deepEqual(decision.event.passedOver, [{ skipped: { bo: 'away' } }])
    assert.equal(decision.contact?.ownerRepId, 'dora')
  })

  it('goes along the chain once that rep has let it pass, or has left', () => {
    assert.equal(outcome(perhaps({}, { triedRepIds: [rep('bo')] })), 'dora: escalation')
    assert.equal(outcome(perhaps({ rep: { bo: { active: false } } })), 'dora: named-rep')
  })

  it('is attached to whoever has the person by another lead', () => {
    const owner = { ownerRepId: rep('ada'), ownerLeadId: 'earlier' as string as LeadId }

    assert.equal(outcome(perhaps({ owner })), 'ada: attached')
  })
})
