import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AssignScene,
  assignScene,
  named,
  outcome,
  pool,
  rep,
} from '../../../test/support/assign-scene.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Target } from '../../domain/route.ts'

const mine: Target = { kind: 'rep', repId: rep('ada'), owns: 'account' }
const parents: Target = { kind: 'rep', repId: rep('bo'), owns: 'parent-account' }
const away: AssignScene = { presence: { ada: 'away' } }

describe('the owner of an account', () => {
  it('is offered the lead before the targets, and nobody is charged', () => {
    const decision = assignScene([mine, parents, pool('oslo')])

    assert.equal(outcome(decision), 'ada: account-owner')
    assert.equal(decision.ledgerEntry, undefined)
    assert.equal(decision.contact?.ownerRepId, 'ada')
  })

  it('who is away is covered for by whoever comes next, and has the person all the same', () => {
    const byParent = assignScene([mine, parents], away)
    const byPool = assignScene([mine, pool('world')], away)

    assert.equal(outcome(byParent), 'bo: parent-account-owner')
    assert.equal(outcome(byPool), 'cleo: pool-turn')
    for (const { event, contact } of [byParent, byPool]) {
      assert.ok(event.type === 'LeadAssigned')
      assert.equal(event.coversFor, 'ada')
      assert.equal(contact?.ownerRepId, 'ada')
    }
  })

  it('who has had the lead is not covered for', () => {
    const { event } = assignScene([mine, named('bo')], away, { triedRepIds: [rep('ada')] })

    assert.ok(event.type === 'LeadAssigned')
    assert.deepEqual([event.repId, event.coversFor], ['bo', undefined])
  })

  it('comes after the owner of the contact', () => {
    const owner = { ownerRepId: rep('bo'), ownerLeadId: 'earlier' as string as LeadId }

    assert.equal(outcome(assignScene([mine], { owner })), 'bo: attached')
  })
})
