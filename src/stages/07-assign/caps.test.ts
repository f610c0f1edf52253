import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  assignScene,
  lockedScene,
  MONDAY,
  named,
  outcome,
  pool,
  rep,
  routedTo,
} from '../../../test/support/assign-scene.ts'
import type { RepLoad, TakenLead } from '../../domain/capacity.ts'
import { applyDecision, workingCopy } from '../../domain/decision.ts'
import type { LeadId, PoolId, TeamId } from '../../domain/ids.ts'
import type { Target } from '../../domain/route.ts'
import { assign } from './assign.ts'

const WAITING_LIST: Target = { kind: 'waiting-list' }
const ONE_OPEN = { caps: [{ most: 1, of: 'open' }] }

function has(poolId: string | undefined): RepLoad {
  const lead: TakenLead = {
    leadId: 'other' as string as LeadId,
    repId: rep('ada'),
    poolId: poolId as PoolId | undefined,
    at: new Date(MONDAY.getTime() - 60_000),
    ...{ tier: 'warm', sourceKey: 'web-form', isOpen: true, isUnacknowledged: true },
  }
  return { taken: [lead], queue: [] }
}

describe('a rep at their cap', () => {
  const full = { rep: { ada: ONE_OPEN }, loads: { ada: has(undefined) } }

  it('is skipped by their pool without credit, and passed over when named', () => {
    const fromPool = assignScene([pool('oslo')], full)
    const byName = assignScene([named('ada'), named('bo')], full)

    assert.equal(fromPool.ledgerEntry?.repId, 'bo')
    assert.deepEqual(fromPool.ledgerEntry?.skipped, { ada: 'at-cap' })
    assert.deepEqual(fromPool.ledgerEntry?.entitled, { bo: 1 })
    assert.equal(outcome(byName), 'bo: named-rep')
  })

  it('still gets what comes from a person they own, and what a rule exempts', () => {
    const owner = { ownerRepId: rep('ada'), ownerLeadId: 'other' as string as LeadId }
    const exempt = [{ ...named('ada'), ignoreCaps: true as const }]

    assert.equal(outcome(assignScene([pool('oslo')], { ...full, owner })), 'ada: attached')
    assert.equal(outcome(assignScene(exempt, full)), 'ada: named-rep')
  })

  it('is waited for: until a window ends, or until they act', () => {
    const perHour = { rep: { ada: { caps: [{ most: 1, per: 'hour' }] } }, loads: full.loads }
    const byTime = assignScene([named('ada'), WAITING_LIST], perHour)
    const byAct = assignScene([named('ada'), WAITING_LIST], full)

    assert.ok(byTime.event.type === 'LeadPutOnWaitingList')
    assert.deepEqual(byTime.event.until, new Date('2026-03-02T15:00:00Z'))
    assert.ok(byAct.event.type === 'LeadPutOnWaitingList')
    assert.equal(byAct.event.until, undefined)
    assert.deepEqual(byAct.event.skipped, { ada: 'at-cap' })
  })
})

it('of several caps each holds', () => {
  const within = (caps: readonly object[]) =>
    outcome(assignScene([pool('oslo')], { rep: { ada: { caps } }, loads: { ada: has(undefined) } }))
  const roomy = [
    { most: 2, per: 'hour' },
    { most: 5, per: 'day' },
    { most: 9, per: 'week' },
  ]

  for (const full of [0, 1, 2]) {
    const caps = roomy.map((cap, index) => (index === full ? { ...cap, most: 1 } : cap))
    assert.equal(within(caps), 'bo: pool-turn')
  }
})

it('a cap of a pool counts the leads of that pool', () => {
  const members = [{ repId: 'ada', ...ONE_OPEN }, { repId: 'bo' }]
  const scene = { pool: { oslo: { members } }, presence: { bo: 'away' } } as const

  const own = assignScene([pool('oslo')], { ...scene, loads: { ada: has('oslo') } })
  const other = assignScene([pool('oslo')], { ...scene, loads: { ada: has('world') } })

  assert.equal(outcome(own), 'dora: default-acceptor')
  assert.equal(outcome(other), 'ada: pool-turn')
})

it('every lead of a batch counts for the next', () => {
  const scene = { rep: { ada: ONE_OPEN }, loads: { ada: { taken: [], queue: [] } } }
  const locked = lockedScene(scene)
  const state = workingCopy(locked)

  const got = ['first', 'second'].map((id) => {
    const chain = [named('ada'), WAITING_LIST]
    const decision = assign.decide(routedTo(chain, { id: id as string as LeadId }), state)
    applyDecision(state, decision)
    // Of another person, whom nobody owns.
    for (const [contactId, unowned] of locked.contacts) state.contacts.set(contactId, unowned)
    return outcome(decision)
  })

  assert.deepEqual(got, ['ada: named-rep', 'LeadPutOnWaitingList'])
})

describe('a manager', () => {
  const lead = { rep: { dora: { active: true } }, team: { managerId: 'bo' } }
  const ofTeam: Target = { kind: 'manager', teamId: 'sales' as string as TeamId }
  const ofRep: Target = { kind: 'manager', repId: rep('ada') }

  it('is named by a team, or by a rep of it', () => {
    assert.equal(outcome(assignScene([ofTeam], lead)), 'bo: named-rep')
    assert.equal(outcome(assignScene([ofRep], lead)), 'bo: named-rep')
  })

  it('is passed over where a team has none', () => {
    assert.equal(outcome(assignScene([ofTeam, named('ada')])), 'ada: named-rep')
  })
})
