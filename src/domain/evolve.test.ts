import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../test/support/a-lead.ts'
import { frozen } from '../../test/support/frozen.ts'
import { nextStage } from '../pipeline.ts'
import { evolve } from './evolve.ts'
import { type AssignmentId, type DeliveryId, newId, type RepId } from './ids.ts'
import { JOURNEY_MS, type Lead } from './lead.ts'
import type { LeadEvent } from './lead-event.ts'

const FIRST = new Date('2026-03-02T10:00:00.120Z')
const LATER = new Date('2026-03-02T10:15:00.000Z')
const NEXT = () => undefined

const assigned = (at: Date) =>
  ({
    type: 'LeadAssigned',
    at,
    assignmentId: newId<AssignmentId>(),
    repId: 'ada' as RepId,
    reason: 'pool-turn',
    acknowledgeBy: at,
    revision: 1,
  }) as const

test('a lead that is escalated and decided again keeps the time of its first decision', () => {
  const first = assigned(FIRST)
  const decided = evolve(aLead(), first, NEXT)
  const { assignmentId, repId } = first

  const expired = evolve(
    decided,
    { type: 'AssignmentExpired', at: LATER, assignmentId, repId, resumeAt: 'route' },
    NEXT,
  )
  const again = evolve(expired, assigned(LATER), NEXT)

  assert.equal(expired.state, 'travelling')
  assert.deepEqual(expired.decidedAt, FIRST)
  assert.equal(again.state, 'assigned')
  assert.deepEqual(again.decidedAt, FIRST)
})

const aMoment = fc.nat({ max: 1_000_000 }).map((ms) => new Date(FIRST.getTime() + ms))
const aRep = fc.constantFrom('ada', 'bo', 'cleo').map((id) => id as RepId)
const given = { assignmentId: newId<AssignmentId>() }
const scored = { score: 60, fit: 30, interest: 30, tier: 'warm', revision: 1 } as const
const noMatch = { verdict: 'new', fields: [], priorBits: -14.3, compared: 0, weights: 0 } as const
const compared = { ...noMatch, revision: 1 }
const aProvider = fc
  .constantFrom('found', 'late', 'unavailable')
  .map((outcome) => ({ provider: 'any', outcome, ms: 1 }) as const)

/** Events of many kinds in any order, also in orders that no journey has. */
const anEvent: fc.Arbitrary<LeadEvent> = fc
  .tuple(aMoment, aRep, aProvider)
  .chain(([at, repId, provider]) =>
    fc.constantFrom<LeadEvent>(
      { type: 'LeadValidated', at, notes: [] },
      { type: 'PersonCompared', at, ...compared },
      { type: 'PersonComparedLate', at, ...compared },
      { type: 'LeadQuarantined', at, reasons: [], reviewItemId: newId() },
      { type: 'LeadReleased', at, reviewItemId: newId(), resumeAt: 'dedupe' },
      { type: 'LeadRejected', at, reasons: [] },
      { type: 'LeadResumed', at, why: 'rep-online', resumeAt: 'route' },
      { type: 'ContactIdentified', at, contactId: newId(), by: 'new', isNew: true },
      { type: 'LeadEnriched', at, providers: [provider] },
      { type: 'LeadScored', at, ...scored },
      { type: 'StageSkipped', at, stage: 'score', why: 'late' },
      { type: 'LeadRouted', at, ruleId: 'any', chain: [], revision: 1 },
      { ...assigned(at), repId },
      { type: 'LeadAttachedToOwner', at, repId, ...given },
      { type: 'LeadPutOnWaitingList', at, why: 'nobody-available', poolIds: [] },
      { type: 'AssignmentAcknowledged', at, repId, via: 'api', ...given },
      { type: 'AssignmentDeclined', at, repId, resumeAt: 'route', ...given },
      { type: 'AssignmentExpired', at, repId, resumeAt: 'route', ...given },
      { type: 'LeadReenriched', at, providers: [provider] },
      { type: 'LateRouteFound', at, repId, ruleId: 'r', revision: 1, verdict: 'kept', ...given },
      { type: 'LeadRescored', at, ...scored },
      { type: 'LeadRevalidated', at, notes: [] },
      { type: 'ContactChanged', at, contactId: newId(), joinId: newId(), why: 'joined' },
      { type: 'ContactCompleted', at, contactId: newId(), fields: ['email'] },
      ...[{}, { resumeAt: 'route' }, { resumeAt: 'validate', identifiesAnew: true }].map(
        (given) => ({
          ...{ type: 'LeadReplayed' as const, at, deliveryId: newId<DeliveryId>() },
          ...{ fields: ['email'], isTest: false, ...given },
        }),
      ),
      { type: 'FirstContactMade', at, repId, how: 'call' },
      { type: 'OutcomeRecorded', at, outcome: 'won' },
    ),
  )
const someEvents = fc.array(anEvent, { maxLength: 30 })

/** The lead after each of the events, the first one included. */
function historyOf(events: readonly LeadEvent[]): readonly Lead[] {
  let lead = START
  const after = events.map((event) => {
    lead = frozen(evolve(lead, event, nextStage))
    return lead
  })
  return [START, ...after]
}

const START = frozen(aLead({ receivedAt: FIRST }))

test('the version counts the events, and what has been is never changed', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const history = historyOf(events)

      assert.deepEqual(
        history.map(({ version }) => version),
        history.map((_, index) => index + 1),
      )
      assert.deepEqual(historyOf(events), history)
    }),
  )
})

test('only a lead that travels waits for a stage', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      for (const { state, waitingFor } of historyOf(events)) {
        assert.ok(state === 'travelling' || waitingFor === undefined, `${state} ${waitingFor}`)
      }
    }),
  )
})

test('what happened first stays: first decision, first contact, reps who were tried', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const history = historyOf(events)
      for (const [index, after] of history.entries()) {
        const before = history[index - 1]
        if (before?.decidedAt) assert.equal(after.decidedAt, before.decidedAt)
        if (before?.firstContactAt) assert.equal(after.firstContactAt, before.firstContactAt)
        const tried = before?.triedRepIds ?? []
        assert.deepEqual(after.triedRepIds.slice(0, tried.length), tried)
        assert.equal(new Set(after.triedRepIds).size, after.triedRepIds.length)
      }
    }),
  )
})

test('a lead that starts again has a whole journey of time, and nobody has it', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const history = historyOf(events)
      for (const [index, event] of events.entries()) {
        if (event.type !== 'AssignmentDeclined' && event.type !== 'AssignmentExpired') continue
        const after = history[index + 1]
        assert.deepEqual(after?.deadlineAt, new Date(event.at.getTime() + JOURNEY_MS))
        assert.deepEqual(
          [after?.state, after?.waitingFor, after?.repId, after?.acknowledgedAt],
          ['travelling', 'route', undefined, undefined],
        )
      }
    }),
  )
})

test('late data pays what is owed, however often a stage was skipped', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const owing = historyOf(events).at(-1) ?? START
      const providers = [{ provider: 'any', outcome: 'found', ms: 1 }] as const
      const reenriched = evolve(owing, { type: 'LeadReenriched', at: LATER, providers }, nextStage)
      const paid = evolve(reenriched, { type: 'LeadRescored', at: LATER, ...scored }, nextStage)

      assert.deepEqual(paid.skippedStages, [])
      assert.equal(paid.state, owing.state)
      assert.equal(paid.repId, owing.repId)
    }),
  )
})
