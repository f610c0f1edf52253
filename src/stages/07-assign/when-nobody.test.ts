import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
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
import { applyDecision, type Decision, workingCopy } from '../../domain/decision.ts'
import type { LeadId } from '../../domain/ids.ts'
import type { Lead } from '../../domain/lead.ts'
import type { Tier } from '../../domain/lead-event.ts'
import type { PoolQueue } from '../../domain/pool-queue.ts'
import { urgencyOf } from '../../domain/urgency.ts'
import { assign } from './assign.ts'

const SECOND = 1_000
/** Seven in the evening in Oslo; Ada and Bo begin at eight, which is seven in UTC. */
const EVENING = new Date('2026-03-02T18:00:00Z')
const MORNING = new Date('2026-03-03T07:00:00Z')
const CHAIN = [pool('oslo'), pool('night')]

const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * SECOND)
const oslo = (more: Record<string, unknown>, scene: AssignScene = {}): AssignScene => ({
  now: EVENING,
  ...scene,
  pool: { oslo: more },
})
const holding = (scene: AssignScene = {}, more = {}) =>
  oslo({ whenNobody: 'hold', releaseEverySeconds: 20, ...more }, scene)

/** The lead that came as the so-manieth, a second after the one before. */
const came = (number: number): Partial<Lead> => ({
  id: numberedId<LeadId>(number),
  receivedAt: later(EVENING, number - 100),
})

/** That the pool in Oslo holds these leads; of these tiers, cold ones unless said. */
const held = (
  numbers: readonly number[],
  releasedAt?: Date,
  repIds = ['ada', 'bo'],
  tiers: readonly Tier[] = [],
): PoolQueue => ({
  held: numbers.map((number, index) => ({
    leadId: numberedId<LeadId>(number),
    receivedAt: later(EVENING, number - 100),
    tier: tiers[index] ?? 'cold',
    repIds: repIds.map(rep),
  })),
  releasedAt,
})

describe('when nobody of a pool is there', () => {
  it('a lead goes on to the next target, unless the pool says otherwise', () => {
    assert.equal(outcome(assignScene(CHAIN, { now: EVENING })), 'cleo: pool-turn')
  })

  it('a pool that assigns all the same takes turns among those off hours or away', () => {
    const anyway = oslo({ whenNobody: 'assign' }, { presence: { ada: 'away' } })
    const off = { timeOff: { ada: { from: EVENING, to: MORNING, cover: undefined } } }

    const { ledgerEntry } = assignScene(CHAIN, anyway)
    const withTimeOff = assignScene(CHAIN, oslo({ whenNobody: 'assign' }, off))

    assert.deepEqual(Object.keys(ledgerEntry?.entitled ?? {}), ['ada', 'bo'])
    assert.equal(outcome(withTimeOff), 'bo: pool-turn')
    assert.deepEqual(withTimeOff.ledgerEntry?.skipped, { ada: 'time-off' })
  })

  it('a pool that holds keeps the lead until the first opening', () => {
    const { event, tasks, held: now } = assignScene(CHAIN, holding(), came(1))

    assert.partialDeepStrictEqual(event, {
      ...{ type: 'LeadPutOnWaitingList', poolIds: ['oslo'], until: MORNING },
      ...{ skipped: { ada: 'off-hours', bo: 'off-hours' } },
      heldFor: { poolId: 'oslo', repIds: ['ada', 'bo'] },
    })
    assert.deepEqual(tasks, [{ follower: 'resume', dueAt: MORNING }])
    assert.equal(now?.leadId, came(1).id)
  })

  it('holds nothing that nobody is left to take: it goes on along its chain', () => {
    const had = { ...came(1), triedRepIds: [rep('ada'), rep('bo')] }

    assert.equal(outcome(assignScene(CHAIN, holding(), had)), 'cleo: escalation')
  })
})

type Gone = { readonly lead: number; readonly at: Date }

/**
 * Which leads have gone when, of four that are held, after each of these was looked at so much later.
 * Those that come later are cold.
 */
function goneAfter(
  story: readonly (readonly [seconds: number, lead: number])[],
  tiers: readonly Tier[],
): readonly Gone[] {
  const queue = held([1, 2, 3, 4], undefined, undefined, tiers)
  const state = workingCopy(lockedScene(holding({ queues: { oslo: queue } })))
  const gone: Gone[] = []
  let now = MORNING
  for (const [seconds, lead] of story) {
    now = later(now, seconds)
    // Whoever has gone waits no more, so nobody looks at them.
    if (gone.some((one) => one.lead === lead)) continue
    const tier = tiers[lead - 1] ?? 'cold'
    const decided = assign.decide(routedTo(CHAIN, { ...came(lead), tier }), { ...state, now })
    const { contact: _, ...decision } = decided
    applyDecision(state, decision)
    if (decision.event.type === 'LeadAssigned') gone.push({ lead, at: now })
  }
  return gone
}

const heatOf = ({ lead }: Gone, tiers: readonly Tier[]) => urgencyOf(tiers[lead - 1])

describe('leads that a pool holds', () => {
  const until = ({ event }: Decision) =>
    event.type === 'LeadPutOnWaitingList' ? event.until : undefined

  it('are due one by one after the opening', () => {
    const queues = { oslo: held([1, 2]) }

    assert.deepEqual(until(assignScene(CHAIN, holding({ queues }), came(3))), later(MORNING, 40))
    assert.deepEqual(until(assignScene(CHAIN, holding({ queues }), came(2))), later(MORNING, 20))
  })

  it('are not overtaken by a new one that is no hotter, which is held behind them though somebody is there', () => {
    const scene = holding({ now: MORNING, queues: { oslo: held([1, 2], later(MORNING, -5)) } })

    const fresh = assignScene(CHAIN, scene, came(90))

    assert.deepEqual(until(fresh), later(MORNING, -5 + 20 + 2 * 20))
    assert.partialDeepStrictEqual(fresh.tasks, [{ subject: 'its-turn' }])
  })

  it('go the hottest first, and of equals whichever came first', () => {
    const tiers = ['cold', 'warm', 'hot', 'warm'] as const
    const scene = holding({ queues: { oslo: held([1, 2, 3, 4], undefined, undefined, tiers) } })
    const due = (number: number) =>
      until(assignScene(CHAIN, scene, { ...came(number), tier: tiers[number - 1] ?? 'cold' }))

    assert.deepEqual(
      [1, 2, 3, 4].map(due),
      [60, 20, 0, 40].map((after) => later(MORNING, after)),
    )
  })

  it('do not stay behind what they were when they were hotter', () => {
    const queue = held([1], undefined, undefined, ['hot'])
    const scene = holding({ now: MORNING, queues: { oslo: queue } })

    assert.match(outcome(assignScene(CHAIN, scene, { ...came(1), tier: 'cold' })), /pool-turn$/)
  })

  it('are overtaken by a new one that is hotter than all of them', () => {
    const scene = holding({ now: MORNING, queues: { oslo: held([1, 2], later(MORNING, -5)) } })

    assert.match(outcome(assignScene(CHAIN, scene, { ...came(90), tier: 'hot' })), /pool-turn$/)
  })

  it('go when it is their turn and time, which is counted from when the one before was due', () => {
    const queues = { oslo: held([1, 2], MORNING) }
    const at = (seconds: number, lead: number) =>
      assignScene(CHAIN, holding({ now: later(MORNING, seconds), queues }), came(lead))

    assert.equal(until(at(5, 1))?.getTime(), later(MORNING, 20).getTime())
    assert.deepEqual(at(21, 1).released, { poolId: 'oslo', at: later(MORNING, 20) })
    assert.deepEqual(at(50, 1).released, { poolId: 'oslo', at: later(MORNING, 50) })
    assert.equal(at(50, 2).event.type, 'LeadPutOnWaitingList')
  })

  it('hold up nobody whom they do not wait for', () => {
    const queues = { oslo: held([1], undefined, ['ada']) }
    const scene = holding({ now: MORNING, queues, presence: { ada: 'away' } })

    assert.equal(outcome(assignScene(CHAIN, scene, came(9))), 'bo: pool-turn')
  })

  it('keep their place though their rule wishes for something: a lead is held, and not let wait apart', () => {
    const wished = [{ skill: 'german', level: 1, group: 0 }]
    const asks = { required: {}, wished, dropAfterSeconds: 3_600 }
    const scene: AssignScene = {
      ...holding({ now: MORNING, queues: { oslo: held([1]) } }),
      rep: { ada: { skills: { german: 3 } } },
    }

    const { event } = assignScene([{ ...pool('oslo'), asks }], scene, {
      ...came(90),
      receivedAt: MORNING,
    })

    assert.partialDeepStrictEqual(event, { heldFor: { poolId: 'oslo' } })
  })

  it('once they are gone, a new one is given at once', () => {
    const scene = holding({ now: later(MORNING, 1), queues: { oslo: held([], MORNING) } })

    assert.match(outcome(assignScene(CHAIN, scene, came(90))), /pool-turn$/)
  })

  it('go in order, so far apart, and each once, whoever wakes them when and how often', () => {
    const wakes = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 8 })),
      {
        maxLength: 60,
      },
    )
    const tier = fc.constantFrom<Tier>('hot', 'warm', 'cold')
    fc.assert(
      fc.property(wakes, fc.array(tier, { minLength: 4, maxLength: 4 }), (story, tiers) => {
        const gone = goneAfter(story, tiers)
        const numbers = gone.map(({ lead }) => lead)
        assert.equal(new Set(numbers).size, numbers.length)
        const backlog = gone.filter(({ lead }) => lead <= 4)
        assert.deepEqual(gone.slice(0, backlog.length), backlog)
        const inOrder = backlog.toSorted(
          (a, b) => heatOf(b, tiers) - heatOf(a, tiers) || a.lead - b.lead,
        )
        assert.deepEqual(backlog, inOrder)
        for (const [index, { at }] of backlog.slice(1).entries()) {
          assert.ok(at.getTime() - Number(backlog[index]?.at) >= 16 * SECOND)
        }
      }),
    )
  })
})
