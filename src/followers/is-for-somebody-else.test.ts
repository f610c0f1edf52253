import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AssignScene,
  lockedScene,
  named,
  pool,
  rep,
  routedTo,
} from '../../test/support/assign-scene.ts'
import type { Target } from '../domain/route.ts'
import { isForSomebodyElse } from './is-for-somebody-else.ts'

/** Whether a lead that somebody has is for somebody else along this chain. */
function moves(from: string, chain: readonly Target[], scene: AssignScene = {}): boolean {
  const lead = routedTo([pool('oslo')], { state: 'assigned', repId: rep(from) })
  return isForSomebodyElse(lead, chain, lockedScene(scene))
}

const WAITING: Target = { kind: 'waiting-list' }
const off = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') }
const aDayOff = { id: 'off', repId: rep('bo'), ...off, cover: rep('ada') }

describe('a lead that another rule has now', () => {
  it('is for whoever the rule names first, if they are there', () => {
    assert.equal(moves('ada', [named('bo'), pool('oslo')]), true)
    assert.equal(moves('ada', [named('cleo'), pool('oslo')], { presence: { cleo: 'away' } }), false)
  })

  it('is for a pool that its rep is no member of, or lacks the skills for', () => {
    const german = { required: { german: 4 }, wished: [], dropAfterSeconds: 60 }
    const skills = { bo: { skills: { german: 8 } } }
    assert.equal(moves('bo', [pool('world')]), true)
    assert.equal(moves('ada', [{ ...pool('oslo'), asks: german }], { rep: skills }), true)
    assert.equal(moves('bo', [{ ...pool('oslo'), asks: german }], { rep: skills }), false)
  })

  it('stays with a member of its pool, whoever’s turn it is', () => {
    for (const repId of ['ada', 'bo']) assert.equal(moves(repId, [pool('oslo')]), false)
  })

  it('stays when its rep comes first, also by covering for whoever does', () => {
    assert.equal(moves('ada', [named('ada'), named('bo')]), false)
    assert.equal(moves('ada', [named('bo'), named('cleo')], { timeOff: { bo: aDayOff } }), false)
  })

  it('stays with whoever perhaps has the person', () => {
    const given = { state: 'assigned', repId: rep('ada'), possibleOwnerId: rep('ada') } as const
    const lead = routedTo([pool('oslo')], given)
    assert.equal(isForSomebodyElse(lead, [named('bo')], lockedScene()), false)
  })

  it('is for whoever covers for the rep it is for', () => {
    const scene = { timeOff: { bo: aDayOff } }
    assert.equal(moves('cleo', [named('bo'), pool('night')], scene), true)
  })

  it('is lost to nobody: neither to the waiting list nor to the default acceptor', () => {
    assert.equal(moves('ada', [pool('nobody'), WAITING]), false)
    assert.equal(moves('ada', [pool('nobody')]), false)
  })
})
