import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type LedgerStory, ledgerStory } from '../../test/support/ledger-story.ts'
import { verifyLedger } from '../../test/support/verify-ledger.ts'
import { forecastOf } from './catch-up.ts'
import { enterCredit } from './enter-credit.ts'
import type { PoolId, RepId } from './ids.ts'
import { emptyLedger, type LedgerEntry, ledgerAfter } from './ledger.ts'
import { hashOf } from './ledger-hash.ts'
import { UNITS_PER_CREDIT } from './shares.ts'

const rep = (name: string) => name as string as RepId
const DAY_MS = 24 * 60 * 60 * 1_000
const MONDAY = Date.UTC(2026, 2, 2)

const got = ({ entries }: LedgerStory, name: string) =>
  entries.filter(({ kind, repId }) => kind === 'pick' && repId === name).length

const repeat = (count: number, act: (index: number) => void) => {
  for (let index = 0; index < count; index += 1) act(index)
}

function longestRun({ entries }: LedgerStory, name: string): number {
  let longest = 0
  let run = 0
  for (const { repId } of entries) {
    run = repId === name ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
const TRIO = { ana: 1, bo: 1, cy: 1 }

describe('catching up on what was missed', () => {
  it('goes at twice the weight: no more than 2 in a row, and level after 150 leads', () => {
    const told = ledgerStory(TRIO, { away: 'catch-up' })

    repeat(30, (seed) => told.turn({ away: ['cy'], seed }))
    const there = Object.keys(TRIO).map((name) => ({ repId: rep(name), weight: 1 }))
    const forecast = forecastOf(rep('cy'), there, told.ledger().debts)
    repeat(120, (seed) => told.turn({ seed }))

    assert.deepEqual(forecast, { missed: 10, gets: { weight: 2, of: 4 }, leads: 60 })
    assert.deepEqual(
      ['ana', 'bo', 'cy'].map((name) => got(told, name)),
      [50, 50, 50],
    )
    assert.equal(longestRun(told, 'cy'), 2)
    assert.deepEqual(told.ledger().debts, {})
    assert.deepEqual(told.proof().problems, [])
    assert.deepEqual(told.proof().bound.gaps, ['catch-up'])
  })

  it('is not done where turns that were missed are kept: they come back to their place', () => {
    const told = ledgerStory(TRIO)

    repeat(30, (seed) => told.turn({ away: ['cy'], seed }))
    repeat(120, (seed) => told.turn({ seed }))

    assert.deepEqual(
      ['ana', 'bo', 'cy'].map((name) => got(told, name)),
      [55, 55, 40],
    )
    assert.ok(longestRun(told, 'cy') <= 2)
  })

  it('ends when it was too long ago, which the ledger says', () => {
    const told = ledgerStory(TRIO, { away: 'catch-up', expireAfterDays: 7 })

    repeat(30, (seed) => told.turn({ away: ['cy'], seed }))
    told.turn({ at: 7 * DAY_MS })
    const kept = told.ledger().debts[rep('cy')]
    told.turn({ at: 7 * DAY_MS + 1 })

    assert.ok(kept && kept.units > 9 * UNITS_PER_CREDIT)
    assert.deepEqual(told.ledger().debts, {})
    assert.deepEqual(
      told.entries.flatMap(({ kind, repId }) => (kind === 'pick' ? [] : [[kind, repId]])),
      [['expiry', 'cy']],
    )
    assert.deepEqual(told.proof().problems, [])
  })
})

describe('a new member', () => {
  it('counts as having had as much as the others by weight, and gets no flood', () => {
    const told = ledgerStory({ ana: 100, bo: 100 })
    repeat(20, (seed) => told.turn({ seed }))

    told.members({ ana: 100, bo: 100, cy: 200 })
    repeat(40, (seed) => told.turn({ seed }))

    const cy = told.proof().members.find(({ repId }) => repId === 'cy')
    assert.deepEqual([cy?.calibration, cy?.received, cy?.entitled], [20, 20, 20])
    assert.ok(longestRun(told, 'cy') <= 2)
    assert.equal(told.entries[20]?.kind, 'calibration')
  })
})

describe('who leaves', () => {
  it('hands on what they are owed to those who stay, by weight, and is level', () => {
    const told = ledgerStory(TRIO)
    told.turn()
    const [first] = told.entries
    assert.ok(first)
    const others = Object.keys(TRIO).filter((name) => name !== first.repId)

    told.members(Object.fromEntries(others.map((name) => [name, 1])))
    told.turn()

    // They had two thirds of a lead too much: a third of one less each for the two who stay.
    const removal = told.entries[1]
    assert.ok(removal?.kind === 'removal')
    assert.equal(removal.units, (2 * UNITS_PER_CREDIT) / 3)
    assert.deepEqual(Object.values(removal.credits), [0, 0])
    const gone = told.proof().members.find(({ repId }) => repId === first.repId)
    assert.deepEqual([gone?.received, gone?.entitled, gone?.credit], [1, 1, 0])
    assert.deepEqual(told.proof().problems, [])
  })
})

describe('changes of credits', () => {
  const refunded = (told: LedgerStory, sequence: number) => {
    const pick = told.entries[sequence - 1]
    assert.ok(pick?.kind === 'pick')
    const { repId, leadId } = pick
    const payers = Object.keys(pick.entitled).map((name) => ({ repId: rep(name), weight: 1 }))
    const facts = { leadId, refundOf: sequence, reason: 'spam', by: 'maria' }
    return told.change({ kind: 'refund', repId, units: UNITS_PER_CREDIT, payers, ...facts })
  }

  it('a refund undoes its pick: everybody is owed what they were before', () => {
    const told = ledgerStory(TRIO)
    repeat(10, (seed) => told.turn({ seed }))
    const before = told.ledger().credits
    told.turn()

    refunded(told, 11)

    assert.deepEqual(told.ledger().credits, before)
    assert.deepEqual(told.proof().problems, [])
    assert.equal(sum(told.proof().members.map(({ received }) => received)), 10)
  })

  it('a second refund of a pick, and one of a pick that was another’s, are found', () => {
    const told = ledgerStory(TRIO)
    repeat(3, (seed) => told.turn({ seed }))
    refunded(told, 3)
    refunded(told, 3)

    assert.deepEqual(told.proof().problems, [{ sequence: 5, problem: 'refund-wrong' }])
  })

  it('favours whose hashes were made again are found', () => {
    const told = ledgerStory(TRIO)
    repeat(4, (seed) => told.turn({ seed }))
    const adjusted = told.change({
      kind: 'adjustment',
      repId: rep('ana'),
      units: UNITS_PER_CREDIT,
      reason: 'agreed',
      by: 'maria',
    })
    const favour = { ...adjusted, units: 2 * UNITS_PER_CREDIT }
    const secret = { ...adjusted, by: undefined }
    const forged = (entry: typeof adjusted) =>
      verifyLedger([...told.entries.slice(0, -1), { ...entry, hash: hashOf(entry) }])

    assert.deepEqual(told.proof().problems, [])
    assert.deepEqual(forged(favour), [{ sequence: 5, problem: 'credits-wrong' }])
    assert.deepEqual(forged(secret), [{ sequence: 5, problem: 'change-wrong' }])
  })
})

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
type Act = (told: LedgerStory) => unknown

const turns = fc.record({ away: fc.subarray(NAMES), seed: fc.nat() }).map(
  ({ away, seed }): Act =>
    (told) => {
      const someoneIsThere = told.names().some((name) => !away.includes(name))
      return told.turn({ away: someoneIsThere ? away : [], seed })
    },
)
const weight = fc.integer({ min: 1, max: 1_000 })
const newMembers = fc.dictionary(fc.constantFrom(...NAMES), weight, { minKeys: 1 }).map(
  (members): Act =>
    (told) =>
      told.members(members),
)
const adjustments = fc.integer({ min: 1, max: 100 }).chain((sevenths) =>
  fc.constantFrom(-1, 1).map(
    (sign): Act =>
      (told) => {
        const [repId] = Object.keys(told.ledger().credits)
        if (repId === undefined || told.names().every((name) => name === repId)) return
        const units = sign * Math.round((sevenths * UNITS_PER_CREDIT) / 7)
        told.change({ kind: 'adjustment', repId: rep(repId), units, reason: 'agreed', by: 'maria' })
      },
  ),
)
const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: turns },
    { weight: 1, arbitrary: newMembers },
    { weight: 1, arbitrary: adjustments },
  ),
  { maxLength: 60 },
)

describe('any story of picks, absences, joiners, leavers and adjustments', () => {
  it('owes exactly nothing in sum after every entry, and proves itself', () => {
    fc.assert(
      fc.property(acts, fc.constantFrom('keep' as const, 'catch-up' as const), (all, away) => {
        const told = ledgerStory({ a: 1, b: 2 }, { away })
        for (const act of all) act(told)
        for (const { credits } of told.entries) assert.equal(sum(Object.values(credits)), 0)
        assert.deepEqual(told.proof().problems, [])
      }),
    )
  })

  it('says the same again when it is told again', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const [one, other] = [ledgerStory({ a: 1, b: 2 }), ledgerStory({ a: 1, b: 2 })]
        for (const act of all) act(one)
        for (const act of all) act(other)
        assert.deepEqual(one.entries, other.entries)
      }),
    )
  })
})

it('a ledger that was written before there were changes of credits still proves itself', () => {
  const told = ledgerStory(TRIO)
  const old: LedgerEntry[] = []
  let ledger = emptyLedger('emea' as string as PoolId)
  repeat(20, (seed) => {
    const entry = told.turn({ seed })
    const unhashed = { ...entry, version: 1 as const, previousHash: ledger.head }
    const written = { ...unhashed, hash: hashOf(unhashed) }
    old.push(written)
    ledger = ledgerAfter(written)
  })
  const later = enterCredit(ledger, {
    ...{ kind: 'adjustment', repId: rep('ana'), units: 5, reason: 'agreed', by: 'maria' },
    ...{ payers: [{ repId: rep('bo'), weight: 1 }], at: new Date(MONDAY), revision: 2 },
  })

  assert.deepEqual(verifyLedger([...old, later]), [])
})
