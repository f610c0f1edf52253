import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../../test/support/a-lead.ts'
import {
  type AssignScene,
  CONTACT,
  lockedScene,
  MONDAY,
  named,
  outcome,
  pool,
  rep,
  routedTo,
} from '../../../test/support/assign-scene.ts'
import { verifyLedger } from '../../../test/support/verify-ledger.ts'
import { applyDecision, type Decision, workingCopy } from '../../domain/decision.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Target } from '../../domain/route.ts'
import { assign } from './assign.ts'

const SUNDAY = new Date('2026-03-01T12:00:00Z')
const WAITING_LIST: Target = { kind: 'waiting-list' }

const decide = (lead: Lead, scene: AssignScene = {}): Decision =>
  assign.decide(lead, lockedScene(scene))

describe('locks', () => {
  it('are the contact, the pools of the chain, sorted and once each, and who is named', () => {
    const chain = [pool('world'), named('ada'), pool('oslo'), pool('world')]

    assert.deepEqual(assign.locks(routedTo(chain)), {
      contactId: CONTACT,
      poolIds: ['oslo', 'world'],
      repIds: ['ada'],
    })
  })
})

describe('an offer', () => {
  it('from a pool is charged, owned, timed and followed up', () => {
    const lead = routedTo([pool('oslo')], { tier: 'hot' })

    const { event, assignment, contact, ledgerEntry, tasks } = decide(lead)

    assert.ok(event.type === 'LeadAssigned')
    assert.ok(assignment && ledgerEntry)
    const acknowledgeBy = new Date('2026-03-02T14:35:00Z')
    assert.equal(event.reason, 'pool-turn')
    assert.equal(event.poolId, 'oslo')
    assert.equal(event.ledgerSequence, 1)
    assert.equal(event.revision, 1)
    assert.deepEqual(event.acknowledgeBy, acknowledgeBy)
    assert.deepEqual(assignment, {
      id: event.assignmentId,
      leadId: lead.id,
      contactId: CONTACT,
      repId: event.repId,
      status: 'offered',
      reason: 'pool-turn',
      poolId: 'oslo',
      ledgerSequence: 1,
      offeredAt: MONDAY,
      acknowledgeBy,
      acknowledgedAt: undefined,
    })
    assert.equal(contact?.ownerRepId, event.repId)
    assert.equal(contact?.ownerLeadId, lead.id)
    assert.equal(ledgerEntry.assignmentId, event.assignmentId)
    assert.deepEqual(verifyLedger([ledgerEntry]), [])
    assert.deepEqual(tasks, [
      { follower: 'notify', subject: event.assignmentId },
      { follower: 'escalate', subject: event.assignmentId, dueAt: acknowledgeBy },
      { follower: 'write-crm' },
    ])
  })

  it('gives the time of a cold lead to one without a tier', () => {
    const { event } = decide(routedTo([pool('oslo')]))

    assert.ok(event.type === 'LeadAssigned')
    assert.deepEqual(event.acknowledgeBy, new Date('2026-03-02T15:30:00Z'))
  })

  it('has stages that were skipped finished afterwards', () => {
    const { event, tasks } = decide(routedTo([pool('oslo')], { skippedStages: ['enrich'] }))

    assert.ok(event.type === 'LeadAssigned')
    assert.deepEqual(tasks?.at(-1), { follower: 'late-data', subject: event.assignmentId })
  })

  it('to a named rep is not charged to any pool', () => {
    const decision = decide(routedTo([named('ada'), pool('oslo')]))

    assert.equal(outcome(decision), 'ada: named-rep')
    assert.equal(decision.ledgerEntry, undefined)
  })

  it('needs a contact', () => {
    assert.throws(() => decide(aLead({ chain: [pool('oslo')] })), /no contact/)
  })
})

describe('who is there', () => {
  it('follows the calendar of each rep, and the ledger says who was not', () => {
    const decision = decide(routedTo([pool('world')]), { now: new Date('2026-03-02T18:00:00Z') })

    assert.equal(outcome(decision), 'cleo: pool-turn')
    assert.deepEqual(decision.ledgerEntry?.skipped, { ada: 'off-hours', ed: 'inactive' })
    assert.deepEqual(decision.ledgerEntry?.entitled, { cleo: 1 })
  })

  it('is what reps say before what their calendar says', () => {
    const onSunday = { now: SUNDAY, presence: { bo: 'online' } } as const
    const away = { presence: { ada: 'away' } } as const
    const quiet = { presence: { ada: 'do-not-disturb' } } as const

    assert.equal(outcome(decide(routedTo([pool('oslo')]), onSunday)), 'bo: pool-turn')
    assert.equal(outcome(decide(routedTo([pool('oslo')]), away)), 'bo: pool-turn')
    assert.equal(outcome(decide(routedTo([pool('oslo')]), quiet)), 'bo: pool-turn')
    assert.equal(outcome(decide(routedTo([named('ada'), named('bo')]), away)), 'bo: named-rep')
  })

  it('does not ask the calendar of a pool around the clock, but does ask its members', () => {
    const lead = routedTo([pool('oslo'), pool('night')])

    assert.equal(outcome(decide(lead, { now: SUNDAY })), 'cleo: pool-turn')
    assert.equal(
      outcome(decide(lead, { now: SUNDAY, presence: { cleo: 'away' } })),
      'dora: default-acceptor',
    )
  })

  it('is told of everybody who would have had the lead before, with the reason', () => {
    const off = { from: SUNDAY, to: MONDAY, cover: undefined }
    const scene = { now: SUNDAY, presence: { ada: 'away' } } as const
    const owner = { ownerRepId: rep('dora'), ownerLeadId: undefined }
    const inOslo = { poolId: 'oslo', skipped: { ada: 'away', bo: 'off-hours' } }
    const chain = [named('ada'), pool('oslo'), pool('night')]

    const found = decide(routedTo(chain), { ...scene, owner, timeOff: { dora: off } })
    const nobody = decide(routedTo(chain.slice(0, 2)), scene)

    assert.partialDeepStrictEqual(found.event, {
      repId: 'cleo',
      passedOver: [{ skipped: { dora: 'time-off' } }, { skipped: { ada: 'away' } }, inOslo],
    })
    assert.partialDeepStrictEqual(nobody.event, {
      repId: 'dora',
      passedOver: [{ skipped: { ada: 'away' } }, inOslo],
    })
  })

  it('is remembered no longer than it is true', () => {
    const lead = routedTo([pool('oslo'), WAITING_LIST])
    const at = (time: string) => outcome(decide(lead, { now: new Date(`2026-03-02T${time}Z`) }))

    assert.match(at('14:59:59'), /pool-turn/)
    assert.equal(at('15:00:00'), 'LeadPutOnWaitingList')
    assert.match(at('14:59:59'), /pool-turn/)
  })
})

describe('an owner', () => {
  const other = 'another-lead' as string as LeadId
  const owned = { ownerRepId: rep('bo'), ownerLeadId: other }

  it('gets a further lead of the same person attached, at any hour, and not charged', () => {
    const decision = decide(routedTo([pool('night')], { skippedStages: ['score'] }), {
      now: SUNDAY,
      owner: owned,
    })

    const { event, assignment, tasks } = decision
    assert.ok(event.type === 'LeadAttachedToOwner')
    assert.equal(event.repId, 'bo')
    assert.equal(assignment?.status, 'closed')
    assert.equal(assignment?.reason, 'owner')
    assert.equal(assignment?.acknowledgeBy, undefined)
    assert.equal(decision.ledgerEntry, undefined)
    assert.deepEqual(tasks, [
      { follower: 'notify', subject: event.assignmentId },
      { follower: 'write-crm' },
      { follower: 'late-data' },
    ])
  })

  it('is passed over when they left, had this lead, or own the person by this very lead', () => {
    const lead = routedTo([pool('world')])
    const left = { ownerRepId: rep('ed'), ownerLeadId: other }
    const gone = { ownerRepId: rep('zoe'), ownerLeadId: other }
    const byThis = { ownerRepId: rep('bo'), ownerLeadId: lead.id }

    assert.match(outcome(decide(lead, { owner: left })), /pool-turn/)
    assert.match(outcome(decide(lead, { owner: gone })), /pool-turn/)
    assert.match(outcome(decide(lead, { owner: byThis })), /pool-turn/)
    assert.match(
      outcome(decide({ ...lead, triedRepIds: [rep('bo')] }, { owner: owned })),
      /escalation/,
    )
  })
})

describe('a lead that comes back', () => {
  it('goes to the next in line, who knows it is an escalation', () => {
    const lead = routedTo([pool('oslo')], { triedRepIds: [rep('ada')] })

    const decision = decide(lead)

    assert.equal(outcome(decision), 'bo: escalation')
    assert.deepEqual(decision.ledgerEntry?.skipped, { ada: 'had-this-lead' })
  })

  it('goes down the chain, and to the default acceptor at its end, who has no one to escalate to', () => {
    const tried = [rep('ada'), rep('bo')]
    const chain = [named('ada'), pool('oslo'), named('cleo')]

    const further = decide(routedTo(chain, { triedRepIds: tried }))
    const last = decide(routedTo(chain, { triedRepIds: [...tried, rep('cleo')] }), { now: SUNDAY })

    assert.equal(outcome(further), 'cleo: escalation')
    assert.equal(outcome(last), 'dora: default-acceptor')
    assert.deepEqual(
      last.tasks?.map(({ follower }) => follower),
      ['notify', 'write-crm'],
    )
  })

  it('goes to the default acceptor after so many hops, even one who had it', () => {
    const triedRepIds = ['w', 'x', 'y', 'dora'].map(rep)

    const decision = decide(routedTo([pool('oslo')], { triedRepIds }))

    assert.equal(outcome(decision), 'dora: default-acceptor')
  })
})

describe('the waiting list', () => {
  it('holds a lead until the first member of the pools comes on shift', () => {
    const chain = [pool('oslo'), pool('world'), WAITING_LIST]

    const { event, assignment, tasks } = decide(routedTo(chain), { now: SUNDAY })

    const until = new Date('2026-03-02T07:00:00Z')

    assert.equal(assignment, undefined)
    assert.deepEqual(event, {
      type: 'LeadPutOnWaitingList',
      at: SUNDAY,
      why: 'nobody-available',
      poolIds: ['oslo', 'world'],
      until,
      skipped: { ada: 'off-hours', bo: 'off-hours', cleo: 'off-hours', ed: 'inactive' },
      revision: 1,
    })
    assert.deepEqual(tasks, [{ follower: 'resume', dueAt: until }])
  })

  it('knows no time when only people can tell that they are back', () => {
    const presence = { ada: 'away', bo: 'away' } as const

    const { event, tasks } = decide(routedTo([pool('oslo'), WAITING_LIST]), { presence })

    assert.ok(event.type === 'LeadPutOnWaitingList')
    assert.equal('until' in event, false)
    assert.equal(tasks, undefined)
  })

  it('is not used when nobody is left to wait for', () => {
    const all = routedTo([pool('oslo'), WAITING_LIST], { triedRepIds: [rep('ada'), rep('bo')] })
    const none = routedTo([pool('nobody'), pool('gone'), WAITING_LIST])

    assert.equal(outcome(decide(all)), 'dora: default-acceptor')
    assert.equal(outcome(decide(none)), 'dora: default-acceptor')
  })
})

describe('many leads', () => {
  it('are shared by equals to within one, with one entry each, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(), (count, seed) => {
        const state = workingCopy({ ...lockedScene({ equals: count }), seed })
        const contacts = new Map(state.contacts)
        const counts = new Map<string, number>()
        const entries = []
        for (let number = 0; number < 1_000; number++) {
          const lead = routedTo([pool('equals')], { id: `lead-${number}` as string as LeadId })
          const decision = assign.decide(lead, state)
          applyDecision(state, decision)
          for (const [id, unowned] of contacts) state.contacts.set(id, unowned)
          assert.ok(decision.ledgerEntry)
          entries.push(decision.ledgerEntry)
          const { repId } = decision.ledgerEntry
          counts.set(repId, (counts.get(repId) ?? 0) + 1)
        }
        assert.equal(counts.size, count)
        assert.ok(Math.max(...counts.values()) - Math.min(...counts.values()) <= 1)
        assert.deepEqual(verifyLedger(entries), [])
      }),
      { numRuns: 10 },
    )
  })
})

describe('what somebody misses', () => {
  const world = (credit: Record<string, string>) => ({
    world: { members: [{ repId: 'ada' }, { repId: 'cleo' }, { repId: 'dora' }], credit },
  })
  const missedBy = (scene: AssignScene) =>
    Object.keys(decide(routedTo([pool('world')]), scene).ledgerEntry?.debts ?? {})

  it('is made good where the pool says so, never off hours, nor for who let a lead pass', () => {
    const presence = { ada: 'away', cleo: 'away' } as const
    const catchUp = { pool: world({ away: 'catch-up' }) }
    const timeOff = { pool: world({ timeOff: 'catch-up' }) }

    assert.deepEqual(missedBy({ presence, ...catchUp }), ['ada', 'cleo'])
    assert.deepEqual(missedBy({ presence, ...catchUp, now: SUNDAY }), [])
    assert.deepEqual(missedBy({ presence, ...timeOff }), [])
    assert.deepEqual(missedBy({ presence: { ...presence, cleo: 'set-away' }, ...catchUp }), ['ada'])
    assert.deepEqual(missedBy({ ...catchUp, now: SUNDAY }), [])
  })
})
