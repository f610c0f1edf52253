import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  assignScene,
  MONDAY,
  named,
  outcome,
  pool,
  rep,
} from '../../../test/support/assign-scene.ts'
import type { LeadId } from '../../domain/ids.ts'

/** All of Monday and Tuesday. */
const AWAY = {
  from: new Date('2026-03-01T23:00:00Z'),
  to: new Date('2026-03-03T23:00:00Z'),
  cover: undefined,
}

describe('a rep who has time off', () => {
  it('is skipped by their pool, and the ledger says why', () => {
    const { ledgerEntry } = assignScene([pool('oslo')], { timeOff: { ada: AWAY } })

    assert.equal(ledgerEntry?.repId, 'bo')
    assert.deepEqual(ledgerEntry?.skipped, { ada: 'time-off' })
  })

  it('is so by the teams document as well', () => {
    const { ledgerEntry } = assignScene([pool('oslo')], {
      rep: { ada: { timeOff: [{ from: '2026-03-02' }] } },
    })

    assert.deepEqual(ledgerEntry?.skipped, { ada: 'time-off' })
  })

  it('is off though they once said online, and in a pool around the clock', () => {
    const scene = { timeOff: { cleo: AWAY }, presence: { cleo: 'online' } } as const

    assert.equal(outcome(assignScene([pool('night')], scene)), 'dora: default-acceptor')
  })

  it('is waited for until they are back at work', () => {
    const timeOff = { ada: AWAY, bo: { ...AWAY, to: new Date('2026-03-04T11:00:00Z') } }

    const { event, tasks } = assignScene([pool('oslo'), { kind: 'waiting-list' }], { timeOff })

    assert.ok(event.type === 'LeadPutOnWaitingList')
    assert.deepEqual(event.until, new Date('2026-03-04T07:00:00Z'))
    assert.equal(tasks?.[0]?.follower, 'resume')
  })
})

describe('whoever covers', () => {
  const covered = { ...AWAY, cover: rep('bo') }

  it('gets what a rule has for the rep, who owns the person', () => {
    const { event, contact, ledgerEntry } = assignScene([named('ada'), pool('oslo')], {
      timeOff: { ada: covered },
    })

    assert.ok(event.type === 'LeadAssigned')
    assert.deepEqual([event.repId, event.reason, event.coversFor], ['bo', 'cover', 'ada'])
    assert.equal(contact?.ownerRepId, 'ada')
    assert.equal(ledgerEntry, undefined)
  })

  it('is the one of this time off before the one the rep usually has', () => {
    const scene = { rep: { ada: { cover: 'cleo' } } }
    const chain = [named('ada'), pool('oslo')]

    const usual = assignScene(chain, { ...scene, timeOff: { ada: AWAY } })
    const special = assignScene(chain, { ...scene, timeOff: { ada: covered } })

    assert.equal(outcome(usual), 'cleo: cover')
    assert.equal(outcome(special), 'bo: cover')
  })

  it('is passed over when they are not there, or had the lead', () => {
    const chain = [named('ada'), pool('oslo')]
    const scene = { timeOff: { ada: covered } }

    const away = assignScene(chain, { ...scene, presence: { bo: 'away' } })
    const had = assignScene(chain, scene, { triedRepIds: [rep('bo')] })

    assert.equal(outcome(away), 'dora: default-acceptor')
    assert.equal(outcome(had), 'dora: default-acceptor')
  })

  const other = 'another-lead' as string as LeadId
  const owner = { ownerRepId: rep('ada'), ownerLeadId: other }

  it('is offered a further lead of a person the rep owns, who keeps the person', () => {
    const decision = assignScene([pool('world')], { timeOff: { ada: covered }, owner })

    assert.equal(outcome(decision), 'bo: cover')
    assert.deepEqual([decision.contact?.ownerRepId, decision.contact?.ownerLeadId], ['ada', other])
    assert.ok(decision.tasks?.some(({ follower }) => follower === 'escalate'))
  })

  it('is not needed: without one the lead travels like any other, and the owner keeps the person', () => {
    const decision = assignScene([pool('oslo')], { timeOff: { ada: AWAY }, owner })

    assert.equal(outcome(decision), 'bo: pool-turn')
    assert.equal(decision.contact?.ownerRepId, 'ada')
  })

  it('is not asked any more when the rep is back', () => {
    const later = {
      now: new Date(MONDAY.getTime() + 3 * 24 * 3_600_000),
      timeOff: { ada: covered },
    }

    assert.equal(outcome(assignScene([pool('oslo')], { ...later, owner })), 'ada: attached')
  })
})
