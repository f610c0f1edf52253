import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { verifyLedger } from '../../test/support/verify-ledger.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'
import { emptyLedger, ledgerAfter, type PickEntry, type PoolLedger, takeTurn } from './ledger.ts'
import { hashOf } from './ledger-hash.ts'
import { UNITS_PER_CREDIT } from './shares.ts'

const POOL = 'emea' as string as PoolId
const rep = (name: string) => name as string as RepId
const members = (weights: Record<string, number>) =>
  Object.entries(weights).map(([name, weight]) => ({ repId: rep(name), weight }))

/** Who is there, and what is said about the rest. */
type Scene = {
  readonly weights: Record<string, number>
  readonly eligible?: readonly string[]
  readonly seed?: number
}

function pick(ledger: PoolLedger, { weights, eligible, seed = 7 }: Scene): PickEntry {
  const number = ledger.sequence + 1
  const { entry } = takeTurn(ledger, {
    leadId: `lead-${number}` as string as LeadId,
    assignmentId: `assignment-${number}` as string as AssignmentId,
    at: new Date(Date.UTC(2026, 2, 2) + number * 1_000),
    seed,
    revision: 1,
    entitled: members(weights),
    eligible: new Set((eligible ?? Object.keys(weights)).map(rep)),
    skipped: {},
    accruing: [],
  })
  return entry
}

function picks(scenes: Iterable<Scene>): readonly PickEntry[] {
  let ledger = emptyLedger(POOL)
  const entries: PickEntry[] = []
  for (const scene of scenes) {
    const entry = pick(ledger, scene)
    entries.push(entry)
    ledger = ledgerAfter(entry)
  }
  return entries
}

const repeated = (count: number, scene: Scene) => Array.from({ length: count }, () => scene)
const names = (entries: readonly PickEntry[]) => entries.map(({ repId }) => repId).join(' ')
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

describe('taking turns', () => {
  it('gives five, one and one of seven leads, spread out, and owes nobody anything then', () => {
    const entries = picks(repeated(7, { weights: { a: 5, b: 1, c: 1 } }))

    assert.match(names(entries), /^a a (b a c|c a b) a a$/)
    assert.deepEqual(entries.at(-1)?.credits, { a: 0, b: 0, c: 0 })
  })

  it('picks whoever is furthest behind first', () => {
    // Weights 2, 1, 1 and six leads already given as 1, 2, 3: behind by 2, ahead by 0.5 and 1.5.
    const start: PoolLedger = {
      ...emptyLedger(POOL),
      credits: {
        [rep('a')]: 2 * UNITS_PER_CREDIT,
        [rep('b')]: -0.5 * UNITS_PER_CREDIT,
        [rep('c')]: -1.5 * UNITS_PER_CREDIT,
      },
    }
    const weights = { a: 2, b: 1, c: 1 }
    const order = ['a', 'b', 'c']

    for (const [index, expected] of order.entries()) {
      const eligible = order.slice(index)
      assert.equal(pick(start, { weights, eligible }).repId, expected)
    }
  })

  it('counts who was away as having had as much as the others on average', () => {
    // Of 18 leads meanwhile Mary had 10 and Spike 8; Joe is back, and stands where 9 would stand.
    const start: PoolLedger = {
      ...emptyLedger(POOL),
      credits: {
        [rep('mary')]: -UNITS_PER_CREDIT,
        [rep('spike')]: UNITS_PER_CREDIT,
        [rep('joe')]: 0,
      },
    }
    const weights = { mary: 1, spike: 1, joe: 1 }

    const order = [
      pick(start, { weights }),
      pick(start, { weights, eligible: ['mary', 'joe'] }),
      pick(start, { weights, eligible: ['mary'] }),
    ]

    assert.equal(names(order), 'spike joe mary')
  })

  it('passes over who had the lead, who still gains credit', () => {
    const entry = pick(emptyLedger(POOL), { weights: { a: 1, b: 1 }, eligible: ['b'] })

    assert.equal(entry.repId, 'b')
    assert.deepEqual(entry.skipped, { a: 'had-this-lead' })
    assert.equal(entry.credits[rep('a')], UNITS_PER_CREDIT / 2)
  })

  it('keeps the place of who is away: neither a flood nor a loss on return', () => {
    const before = picks(repeated(4, { weights: { a: 1, b: 1, c: 1 } }))
    const kept = before.at(-1)?.credits[rep('c')]

    const all = picks([
      ...repeated(4, { weights: { a: 1, b: 1, c: 1 } }),
      ...repeated(30, { weights: { a: 1, b: 1 } }),
    ])

    assert.equal(all.at(-1)?.credits[rep('c')], kept)
  })

  it('draws lots between equals: by the seed, the same each time, and not by the order', () => {
    const weights = { a: 1, b: 1, c: 1, d: 1 }
    const firstOf = (seed: number, scene = weights) =>
      pick(emptyLedger(POOL), { weights: scene, seed }).repId
    const seeds = Array.from({ length: 200 }, (_, seed) => seed)

    const first = seeds.map((seed) => firstOf(seed))

    assert.deepEqual(
      first,
      seeds.map((seed) => firstOf(seed, { d: 1, c: 1, b: 1, a: 1 })),
    )
    for (const name of Object.keys(weights)) {
      assert.ok(first.filter((id) => id === name).length > 25, `${name} wins about 50 of 200`)
    }
  })

  it('refuses a turn with nobody eligible', () => {
    assert.throws(() => pick(emptyLedger(POOL), { weights: { a: 1 }, eligible: [] }))
  })
})

const weight = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.double({ min: 0.001, max: 1_000, noNaN: true }),
)
const staff = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), weight, { minKeys: 1, maxKeys: 8 })
const histories = fc.array(fc.record({ weights: staff, seed: fc.nat() }), { maxLength: 30 })

describe('any history of turns', () => {
  it('owes exactly nothing in sum', () => {
    fc.assert(
      fc.property(histories, (scenes) => {
        for (const { credits } of picks(scenes)) assert.equal(sum(Object.values(credits)), 0)
      }),
    )
  })

  it('verifies, whatever the order in which members were stored', () => {
    fc.assert(
      fc.property(histories, (scenes) => {
        const entries = picks(scenes).map((entry) => ({
          ...entry,
          entitled: reversed(entry.entitled),
          credits: reversed(entry.credits),
        }))
        assert.deepEqual(verifyLedger(entries), [])
      }),
    )
  })

  it('shows any change made to it', () => {
    const full = histories.filter((scenes) => scenes.length > 0)
    fc.assert(
      fc.property(full, fc.nat(), fc.constantFrom(...TAMPERINGS), (scenes, where, tamper) => {
        const entries = [...picks(scenes)]
        const index = where % entries.length
        const entry = entries[index]
        assert.ok(entry)
        entries[index] = { ...entry, ...tamper(entry) }
        assert.notDeepEqual(verifyLedger(entries), [])
      }),
    )
  })

  it('shows an entry left out, and a favour whose hash was made again', () => {
    const entries = picks(repeated(20, { weights: { a: 1, b: 1 } }))
    const missing = entries.toSpliced(10, 1)
    const last = entries.at(-1)
    assert.ok(last)
    const other = rep(last.repId === 'a' ? 'b' : 'a')
    const favour = { ...last, repId: other }

    assert.ok(verifyLedger(missing).some(({ problem }) => problem === 'chain-broken'))
    assert.deepEqual(verifyLedger([...entries.slice(0, -1), { ...favour, hash: hashOf(favour) }]), [
      { sequence: 20, problem: 'pick-wrong' },
    ])
  })
})

const reversed = <T extends object>(record: T) =>
  Object.fromEntries(Object.entries(record).reverse()) as T

const TAMPERINGS: readonly ((entry: PickEntry) => Partial<PickEntry>)[] = [
  ({ sequence }) => ({ sequence: sequence + 1 }),
  ({ seed }) => ({ seed: seed + 1 }),
  ({ revision }) => ({ revision: revision + 1 }),
  ({ at }) => ({ at: new Date(at.getTime() + 1) }),
  () => ({ repId: rep('somebody-else') }),
  () => ({ leadId: 'another-lead' as string as LeadId }),
  () => ({ assignmentId: 'another' as string as AssignmentId }),
  () => ({ poolId: 'apac' as string as PoolId }),
  ({ entitled }) => ({ entitled: { ...entitled, [rep('zz-top')]: 1 } }),
  ({ skipped }) => ({ skipped: { ...skipped, [rep('zz-top')]: 'away' } }),
  ({ credits, repId }) => ({ credits: { ...credits, [repId]: (credits[repId] ?? 0) + 1 } }),
  () => ({ previousHash: 'forged' }),
  () => ({ hash: 'forged' }),
]

/** The same leads each time, so that few of them are the first of many. */
const LEADS = 20_000

describe(`fairness over ${LEADS} leads with people coming and going`, () => {
  /** A small generator, so that the crowd is the same on every machine. */
  function crowd(weights: Record<string, number>, leads: number): readonly Scene[] {
    let state = 42
    const next = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
    return Array.from({ length: leads }, () => {
      const there = Object.entries(weights).filter(() => next() < 0.5)
      return { weights: Object.fromEntries(there.length > 0 ? there : Object.entries(weights)) }
    })
  }

  const worst = (entries: readonly PickEntry[]) =>
    entries
      .flatMap(({ credits }) => Object.values(credits))
      .reduce((most, owed) => Math.max(most, Math.abs(owed)), 0) / UNITS_PER_CREDIT

  for (const size of [3, 6, 12]) {
    it(`keeps ${size} equals within (n - 1) / 2 of their share`, () => {
      const weights = Object.fromEntries(Array.from({ length: size }, (_, n) => [`rep-${n}`, 1]))

      assert.ok(worst(picks(crowd(weights, LEADS))) <= (size - 1) / 2)
    })
  }

  it('keeps weights 3, 2 and 1 near their share', () => {
    assert.ok(worst(picks(crowd({ a: 3, b: 2, c: 1 }, LEADS))) < 1.5)
  })

  it('never gives two equals who are always there more than one lead more', () => {
    const entries = picks(repeated(1_001, { weights: { a: 1, b: 1, c: 1 } }))
    const counts = ['a', 'b', 'c'].map((id) => entries.filter(({ repId }) => repId === id).length)

    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1)
  })
})
