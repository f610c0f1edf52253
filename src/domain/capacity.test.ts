import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aLead } from '../../test/support/a-lead.ts'
import { freeAt, holdsBack, type TakenLead } from './capacity.ts'
import { Cap, WINDOWS } from './documents/caps.ts'
import type { LeadId, RepId } from './ids.ts'

const OSLO = 'Europe/Oslo'
const LEAD = aLead({ tier: 'warm' })

const taken = (at: string | number, given: Partial<TakenLead> = {}): TakenLead => ({
  leadId: 'other' as string as LeadId,
  repId: 'ada' as string as RepId,
  poolId: undefined,
  at: new Date(at),
  ...{ tier: 'warm', sourceKey: 'web-form', isOpen: false, isUnacknowledged: false },
  ...given,
})

function held(cap: unknown, leads: readonly TakenLead[], at: string, lead = LEAD): boolean {
  return holdsBack(Cap.parse(cap), { taken: leads, queue: [] }, lead, new Date(at), OSLO)
}

const frees = (cap: unknown, leads: readonly TakenLead[], at: string) =>
  freeAt(Cap.parse(cap), leads, new Date(at), OSLO)?.toISOString()

test('a window by the clock begins anew with the hour, the day or the Monday of the rep', () => {
  // Sunday 23:30 in Oslo.
  const leads = [taken('2026-03-01T22:30:00Z')]
  const before = '2026-03-01T22:59:59Z'
  const after = '2026-03-01T23:00:00Z'

  for (const per of WINDOWS) {
    assert.equal(held({ most: 1, per }, leads, before), true, per)
    assert.equal(held({ most: 1, per }, leads, after), false, per)
    assert.equal(frees({ most: 1, per }, leads, before), '2026-03-01T23:00:00.000Z', per)
  }
})

test('a day of 23 hours ends with its midnight', () => {
  const leads = [taken('2026-03-29T08:00:00Z')]

  assert.equal(
    frees({ most: 1, per: 'day' }, leads, '2026-03-29T09:00:00Z'),
    '2026-03-29T22:00:00.000Z',
  )
})

test('caps by status count what is open, or not acknowledged, and no time frees them', () => {
  const leads = [
    taken('2026-01-01T00:00:00Z', { isOpen: true }),
    taken('2026-03-02T14:00:00Z', { isOpen: true, isUnacknowledged: true }),
    taken('2026-03-02T14:00:00Z'),
  ]
  const now = '2026-03-02T14:30:00Z'

  assert.equal(held({ most: 2, of: 'open' }, leads, now), true)
  assert.equal(held({ most: 3, of: 'open' }, leads, now), false)
  assert.equal(held({ most: 1, of: 'unacknowledged' }, leads, now), true)
  assert.equal(held({ most: 2, of: 'unacknowledged' }, leads, now), false)
  assert.equal(frees({ most: 2, of: 'open' }, leads, now), undefined)
})

test('a cap for some tiers or sources counts these, and holds back these', () => {
  const now = '2026-03-02T14:30:00Z'
  const cap = { most: 1, per: 'day', tiers: ['hot'], sources: ['google-ads'] }
  const one = { tier: 'hot', sourceKey: 'google-ads' } as const
  const lead = (given: object) => aLead({ ...one, ...given })

  assert.equal(held(cap, [taken(now, one)], now, lead({})), true)
  assert.equal(held(cap, [taken(now, { ...one, tier: 'cold' })], now, lead({})), false)
  assert.equal(held(cap, [taken(now, one)], now, lead({ tier: 'warm' })), false)
  assert.equal(held(cap, [taken(now, one)], now, lead({ sourceKey: 'web-form' })), false)
})

test('whoever came first has the place that is free', () => {
  const cap = Cap.parse({ most: 2, of: 'open' })
  const load = (seconds: number) => ({
    taken: [taken('2026-03-02T14:00:00Z', { isOpen: true })],
    queue: [
      {
        leadId: 'waits' as string as LeadId,
        tier: 'warm' as const,
        sourceKey: 'web-form',
        receivedAt: new Date(LEAD.receivedAt.getTime() + seconds * 1_000),
      },
    ],
  })
  const holds = (seconds: number) => holdsBack(cap, load(seconds), LEAD, LEAD.receivedAt, OSLO)

  assert.deepEqual([holds(-1), holds(1)], [true, false])
})

test('a rolling window has never more than its most, and has a place when it says', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3 * 60 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 5 }), (minutes, most) => {
      const cap = Cap.parse({ most, per: 'hour', rolling: true })
      const leads: TakenLead[] = []
      let now = Date.UTC(2026, 2, 2)
      for (const gap of minutes) {
        now += gap * 60_000
        const load = { taken: leads, queue: [] }
        const isHeld = holdsBack(cap, load, LEAD, new Date(now), OSLO)
        const within = leads.filter(({ at }) => at.getTime() > now - 3_600_000).length
        assert.equal(isHeld, within >= most)
        if (!isHeld) leads.push(taken(now))
        else {
          const free = freeAt(cap, leads, new Date(now), OSLO)
          assert.ok(free && free.getTime() > now)
          assert.equal(holdsBack(cap, load, LEAD, free, OSLO), false)
          assert.equal(holdsBack(cap, load, LEAD, new Date(free.getTime() - 1), OSLO), true)
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('a cap is of a window or of a status, and only a window rolls', () => {
  const isGood = (cap: unknown) => Cap.safeParse(cap).success

  assert.deepEqual(
    [{ most: 1 }, { most: 1, per: 'day', of: 'open' }, { most: 1, of: 'open', rolling: true }].map(
      isGood,
    ),
    [false, false, false],
  )
})
