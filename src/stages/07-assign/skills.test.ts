import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type AssignScene,
  assignScene,
  MONDAY,
  outcome,
  pool,
} from '../../../test/support/assign-scene.ts'
import type { Lead } from '../../domain/lead.ts'
import type { SkillsAsked } from '../../domain/skills.ts'

const MINUTE_MS = 60_000
const WAITING = { kind: 'waiting-list' } as const

const asking = (asks: Partial<SkillsAsked>, name = 'oslo') => ({
  ...pool(name),
  asks: { required: {}, wished: [], dropAfterSeconds: 120, ...asks },
})
const wish = (skill: string, group = 0) => ({ skill, level: 1, group })

/** Ada speaks German well, Bo a little; Bo alone knows the enterprise. */
const SKILLED = {
  rep: {
    ada: { skills: { german: 4 } },
    bo: { skills: { german: 1, enterprise: 2 } },
    cleo: { skills: { german: 5 } },
  },
}

/** A lead that came so long ago. */
const came = (ms: number): Partial<Lead> => ({ receivedAt: new Date(MONDAY.getTime() - ms) })

describe('skills that a rule requires', () => {
  const required = { german: 3 }

  it('leave nobody but those who have them, at that level, who alone gain by it', () => {
    const { event, ledgerEntry } = assignScene([asking({ required })], SKILLED)

    assert.partialDeepStrictEqual(event, { repId: 'ada', reason: 'pool-turn' })
    assert.deepEqual(ledgerEntry?.skipped, { bo: 'lacks-skill' })
    assert.equal(ledgerEntry?.credits['ada' as never], 0)
  })

  it('are never dropped: the lead goes on along its chain however long it waits', () => {
    const away: AssignScene = { ...SKILLED, presence: { ada: 'away' } }
    const chain = [asking({ required }), asking({ required }, 'night')]

    assert.equal(outcome(assignScene(chain, away, came(60 * MINUTE_MS))), 'cleo: pool-turn')
    const { event } = assignScene(chain.slice(0, 1), away)
    assert.partialDeepStrictEqual(event, {
      ...{ repId: 'dora', reason: 'default-acceptor' },
      passedOver: [{ poolId: 'oslo', skipped: { ada: 'away', bo: 'lacks-skill' } }],
    })
  })

  it('are waited for, and the list says of whom', () => {
    const away: AssignScene = { ...SKILLED, presence: { ada: 'away' } }

    const { event } = assignScene([asking({ required }), WAITING], away)

    assert.partialDeepStrictEqual(event, {
      ...{ type: 'LeadPutOnWaitingList', skipped: { ada: 'away' } },
      needed: required,
    })
  })

  it('that nobody has are not waited for', () => {
    const chain = [asking({ required: { dutch: 1 } }), WAITING]

    assert.equal(outcome(assignScene(chain, SKILLED)), 'dora: default-acceptor')
  })
})

describe('skills that a rule wishes for', () => {
  const wished = [wish('enterprise', 1), wish('german')]

  it('prefer who has them, also in a later pool of the chain', () => {
    const chain = [
      asking({ wished: [wish('german')] }),
      asking({ wished: [wish('german')] }, 'night'),
    ]
    const scene: AssignScene = { rep: { cleo: { skills: { german: 5 } } } }

    assert.equal(outcome(assignScene(chain, scene)), 'cleo: pool-turn')
    assert.equal(outcome(assignScene([asking({ wished })], SKILLED)), 'bo: pool-turn')
  })

  it('hold a lead until their time is up while somebody with them may come', () => {
    const away: AssignScene = { ...SKILLED, presence: { bo: 'away' } }

    const waits = assignScene([asking({ wished })], away)

    assert.partialDeepStrictEqual(waits, {
      event: {
        ...{ type: 'LeadPutOnWaitingList', skipped: { bo: 'away' } },
        needed: { enterprise: 1, german: 1 },
      },
      tasks: [{ follower: 'resume', subject: 'wish-dropped' }],
    })
  })

  it('are dropped group by group, the highest first, which the event says', () => {
    const away: AssignScene = { ...SKILLED, presence: { bo: 'away' } }
    const nobody: AssignScene = {
      rep: { ada: { skills: {} }, bo: SKILLED.rep.bo },
      ...{ presence: { bo: 'away' } },
    }
    const chain = [asking({ wished })]

    const first = assignScene(chain, away, came(2 * MINUTE_MS)).event
    const second = assignScene(chain, nobody, came(2 * MINUTE_MS)).event
    const third = assignScene(chain, nobody, came(4 * MINUTE_MS)).event

    assert.partialDeepStrictEqual(first, { repId: 'ada', dropped: ['enterprise'] })
    assert.partialDeepStrictEqual(second, { type: 'LeadPutOnWaitingList', needed: { german: 1 } })
    assert.partialDeepStrictEqual(third, { repId: 'ada', dropped: ['enterprise', 'german'] })
  })

  it('are dropped at once when nobody with them can come in time', () => {
    const chain = [asking({ wished: [wish('german')] }, 'world')]
    const night: AssignScene = { rep: { ada: {}, cleo: { skills: { german: 1 } } } }
    // Cleo in New York begins in half an hour, and the wish lasts two minutes.
    const early = new Date('2026-03-02T12:30:00Z')

    const { event } = assignScene(chain, { ...night, now: early }, { receivedAt: early })

    assert.partialDeepStrictEqual(event, { repId: 'ada', dropped: ['german'] })
  })

  it('are waited for until a shift begins, when that is before their time is up', () => {
    const wishing = { wished: [wish('german')], dropAfterSeconds: 3_600 }
    const night: AssignScene = { rep: { ada: {}, cleo: { skills: { german: 1 } } } }
    const early = new Date('2026-03-02T12:30:00Z')
    const scene = { ...night, now: early }

    const { tasks } = assignScene([asking(wishing, 'world')], scene, { receivedAt: early })

    assert.deepEqual(tasks, [{ follower: 'resume', dueAt: new Date('2026-03-02T13:00:00Z') }])
  })
})
