import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AssignScene,
  assignScene,
  lockedScene,
  outcome,
  pool,
  rep,
  routedTo,
} from '../../../test/support/assign-scene.ts'
import { numberedId } from '../../../test/support/numbered-id.ts'
import type { RepLoad, TakenLead } from '../../domain/capacity.ts'
import { applyDecision, type Decision, workingCopy } from '../../domain/decision.ts'
import type { LeadId } from '../../domain/ids.ts'
import { assign } from './assign.ts'

const having = (name: string, open: number): RepLoad => ({
  queue: [],
  taken: Array.from({ length: open }, (_, at): TakenLead => {
    const lead = { leadId: numberedId<LeadId>(at), poolId: undefined, at: new Date(0) }
    const state = { tier: 'warm' as const, isOpen: true, isUnacknowledged: false }
    return { ...lead, ...state, repId: rep(name), sourceKey: 'web-form' }
  }),
})

const oslo = (strategy: string, more: AssignScene = {}): AssignScene => ({
  ...more,
  pool: { oslo: { strategy, ...more.pool?.oslo } },
})

/** Applies a decision for a lead of somebody else: nobody owns the next person. */
function apply(state: ReturnType<typeof workingCopy>, { contact: _, ...decision }: Decision): void {
  applyDecision(state, decision)
}

/** Who gets so many leads, each decided after the one before. */
function inTurn(scene: AssignScene, count: number): readonly string[] {
  const state = workingCopy(lockedScene(scene))
  return Array.from({ length: count }, (_, at) => {
    const lead = routedTo([pool('oslo')], { id: numberedId<LeadId>(100 + at) })
    const decision = assign.decide(lead, { ...state, seed: at })
    apply(state, decision)
    return outcome(decision).split(':')[0] ?? ''
  })
}

describe('a pool that goes by load', () => {
  it('gives leads to who has the fewest open ones, counting those of the same batch', () => {
    const loads = { ada: having('ada', 3), bo: having('bo', 1) }

    const who = inTurn(oslo('least-loaded', { loads }), 6)

    assert.deepEqual(who.slice(0, 2), ['bo', 'bo'])
    assert.deepEqual(who.slice(2).toSorted(), ['ada', 'ada', 'bo', 'bo'])
  })

  it('writes what it saw into the entry, so that the pick can be computed again', () => {
    const loads = { ada: having('ada', 3), bo: having('bo', 1) }

    const { ledgerEntry } = assignScene([pool('oslo')], oslo('least-loaded', { loads }))

    assert.partialDeepStrictEqual(ledgerEntry, {
      ...{ version: 3, strategy: 'least-loaded', repId: 'bo', worth: 1 },
      seen: { ada: 3, bo: 1 },
    })
  })
})

describe('a pool that goes by capacity', () => {
  it('counts free places: as stated, else by the cap of open leads', () => {
    const loads = { ada: having('ada', 4), bo: having('bo', 4) }
    const caps = [{ most: 6, of: 'open' }]
    const scene = oslo('capacity-weighted', { loads, rep: { ada: { capacity: 10 }, bo: { caps } } })

    const { ledgerEntry } = assignScene([pool('oslo')], scene)

    assert.deepEqual(ledgerEntry?.seen, { ada: 6, bo: 2 })
    assert.equal(ledgerEntry?.repId, 'ada')
  })
})

describe('a pool that goes by skill', () => {
  const asks = { required: { german: 1 }, wished: [], dropAfterSeconds: 60 }
  const levels = (german: number) => ({ skills: { german } })

  it('prefers the higher level, also when it is not their turn', () => {
    const scene = oslo('best-skill', { rep: { ada: levels(2), bo: levels(5) } })
    const locked = lockedScene(scene)
    const state = workingCopy(locked)
    for (let lead = 0; lead < 3; lead += 1) {
      const decision = assign.decide(routedTo([{ ...pool('oslo'), asks }]), { ...state })
      assert.equal(decision.ledgerEntry?.repId, 'bo')
      apply(state, decision)
    }
  })

  it('takes turns for leads whose rule asks for nothing', () => {
    const scene = oslo('best-skill', { rep: { ada: levels(2), bo: levels(5) } })

    assert.deepEqual(inTurn(scene, 4).toSorted(), ['ada', 'ada', 'bo', 'bo'])
  })
})

describe('a pool that goes by value', () => {
  it('charges what the tier is worth, or what the rule says', () => {
    const scene = oslo('by-value', { pool: { oslo: { worth: { hot: 5, warm: 2, cold: 1 } } } })

    const hot = assignScene([pool('oslo')], scene, { tier: 'hot' })
    const stated = assignScene([{ ...pool('oslo'), worth: 7 }], scene, { tier: 'hot' })
    const byTurns = assignScene([{ ...pool('oslo'), worth: 7 }], {}, { tier: 'hot' })

    assert.deepEqual(
      [hot, stated, byTurns].map(({ ledgerEntry }) => ledgerEntry?.worth),
      [5, 7, 1],
    )
  })

  it('gives who got a hot lead none until the others have had as much', () => {
    const scene = oslo('by-value')
    const state = workingCopy(lockedScene(scene))
    const tiers = ['hot', 'cold', 'cold', 'cold'] as const
    const who = tiers.map((tier) => {
      const decision = assign.decide(routedTo([pool('oslo')], { tier }), { ...state })
      apply(state, decision)
      return outcome(decision)
    })

    assert.equal(new Set(who.slice(1)).size, 1)
    assert.notEqual(who[0], who[1])
  })
})
