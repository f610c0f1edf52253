import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { verifyLedger } from '../../test/support/verify-ledger.ts'
import { fairnessCheck } from './fairness-check.ts'
import type { AssignmentId, LeadId, PoolId, RepId } from './ids.ts'
import { emptyLedger, type LedgerEntry, ledgerAfter, type PickEntry, takeTurn } from './ledger.ts'
import { hashOf } from './ledger-hash.ts'
import { type Manner, STRATEGIES } from './pool-strategy.ts'
import { refundPick } from './refund-pick.ts'

const rep = (name: string) => name as string as RepId
const idOf = ({ repId }: { readonly repId: RepId }) => repId

/** Who is there with which weight, who of them had the lead before, and what the strategy sees. */
type Told = Partial<Manner> & {
  readonly weights: Readonly<Record<string, number>>
  readonly had?: readonly string[]
  readonly seed?: number
}

function ledgerOf(story: readonly Told[]): readonly PickEntry[] {
  let ledger = emptyLedger('emea' as string as PoolId)
  return story.map(({ weights, had = [], seed = 7, ...manner }, number) => {
    const entitled = Object.entries(weights).map(([id, weight]) => ({ repId: rep(id), weight }))
    const free = entitled.map(idOf).filter((id) => !had.includes(id))
    const { entry } = takeTurn(ledger, {
      leadId: `lead-${number}` as string as LeadId,
      assignmentId: `assignment-${number}` as string as AssignmentId,
      at: new Date(Date.UTC(2026, 2, 2) + number * 1_000),
      ...{ seed, revision: 1, entitled, skipped: {}, accruing: [] },
      eligible: new Set(free.length === 0 ? entitled.map(idOf) : free),
      manner: { strategy: 'round-robin', seen: {}, worth: 1, ...manner },
    })
    ledger = ledgerAfter(entry)
    return entry
  })
}

const NAMES = ['a', 'b', 'c', 'd', 'e']
const names = fc.subarray(NAMES, { minLength: 1 })
const seen = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.nat({ max: 4 })])))
const told = fc
  .record({
    there: names,
    had: fc.subarray(NAMES, { maxLength: 2 }),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 }),
    strategy: fc.constantFrom(...STRATEGIES),
    seen,
    worth: fc.double({ min: 0.1, max: 20, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ there, weights, ...rest }): Told => {
    return {
      ...rest,
      weights: Object.fromEntries(there.map((name, at) => [name, weights[at] ?? 1])),
    }
  })
const stories = fc.array(told, { minLength: 1, maxLength: 40 })
const equals = (story: readonly Told[]) =>
  story.map(({ had: _, ...one }) => ({
    ...one,
    weights: Object.fromEntries(Object.keys(one.weights).map((name) => [name, 1])),
    ...(one.strategy === 'capacity-weighted' && { strategy: 'by-value' as const }),
  }))

const proofOf = (entries: readonly LedgerEntry[]) => {
  const check = fairnessCheck()
  for (const entry of entries) check.see(entry)
  return check.proof()
}

describe('whatever strategies a pool had', () => {
  it('credits add up to nothing, and every pick is computed again', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = ledgerOf(story)
        for (const { credits } of entries) {
          assert.equal(
            Object.values(credits).reduce((sum, units) => sum + units, 0),
            0,
          )
        }
        assert.deepEqual(verifyLedger(entries), [])
      }),
    )
  })

  it('a change of what a strategy saw, or of what a lead cost, is found', () => {
    const other: Readonly<Record<string, (entry: PickEntry) => Partial<PickEntry>>> = {
      strategy: ({ strategy }) => ({
        strategy: STRATEGIES[(STRATEGIES.indexOf(strategy) + 1) % STRATEGIES.length] ?? strategy,
      }),
      seen: (entry) => ({
        seen: { ...entry.seen, [entry.repId]: (entry.seen[entry.repId] ?? 0) + 1 },
      }),
      worth: ({ worth }) => ({ worth: worth / 2 }),
      version: () => ({ version: 2 }),
    }
    const tamperings = fc.constantFrom(...Object.values(other))
    fc.assert(
      fc.property(stories, fc.nat(), tamperings, (story, where, tamper) => {
        const entries = ledgerOf(story)
        const entry = entries[where % entries.length]
        assert.ok(entry)
        const changed = entries.with(where % entries.length, { ...entry, ...tamper(entry) })
        assert.ok(verifyLedger(changed).some(({ problem }) => problem === 'hash-wrong'))
      }),
    )
  })

  it('equals are never further than (n - 1) / 2 of the dearest lead from a fair share', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 150 }), (story) => {
        const { furthest, bound, problems } = proofOf(ledgerOf(equals(story)))
        assert.deepEqual([problems, bound.gaps], [[], []])
        assert.ok((furthest?.leads ?? 0) <= bound.leads + 1e-6)
      }),
    )
  })

  it('a refund gives back what the lead cost, and no more', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = ledgerOf(story)
        const [last] = entries.slice(-1)
        assert.ok(last)
        const facts = { at: last.at, revision: 1, reason: 'spam', by: 'maria' }
        const before = entries.at(-2)?.credits ?? {}
        const refund = refundPick(ledgerAfter(last), last, facts)
        assert.ok(refund)
        for (const [id, units] of Object.entries(refund.credits)) {
          // Units that rounding leaves over go round from entry to entry.
          assert.ok(Math.abs(units - (before[rep(id)] ?? 0)) <= 2)
        }
        const again = { ...refund, units: refund.units * 2 }
        assert.deepEqual(proofOf([...entries, refund]).problems, [])
        assert.ok(
          proofOf([...entries, { ...again, hash: hashOf(again) }]).problems.some(
            ({ problem }) => problem === 'refund-wrong',
          ),
        )
      }),
    )
  })
})

describe('least loaded', () => {
  it('never picks one who has more open leads than another who may get it', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const all = story.map((one) => ({ ...one, strategy: 'least-loaded' as const }))
        for (const { repId, entitled, skipped, seen: loads } of ledgerOf(all)) {
          const free = Object.keys(entitled).filter((id) => !(id in skipped)) as RepId[]
          assert.equal(loads[repId], Math.min(...free.map((id) => loads[id] ?? 0)))
        }
      }),
    )
  })

  it('goes by the ledger between equals, and owes nothing to who was not among them', () => {
    const weights = { a: 1, b: 1, c: 1 }
    const turn = { weights, strategy: 'least-loaded', seen: { a: 0, b: 0, c: 9 } } as const
    const entries = ledgerOf(Array.from({ length: 10 }, () => turn))

    assert.equal(entries.filter(({ repId }) => repId === 'a').length, 5)
    assert.equal(entries.at(-1)?.credits[rep('c')], 0)
  })
})

describe('by capacity', () => {
  const turns = (free: Record<string, number>, count: number) =>
    ledgerOf(
      Array.from({ length: count }, () => ({
        ...{ weights: { a: 1, b: 1, c: 1 }, strategy: 'capacity-weighted' as const },
        seen: free,
      })),
    ).map(({ repId }) => String(repId))

  it('shares leads by free places, and gives none to who is full', () => {
    const got = Map.groupBy(turns({ a: 3, b: 1, c: 0 }, 40), (id) => id)

    assert.deepEqual([got.get('a')?.length, got.get('b')?.length, got.has('c')], [30, 10, false])
  })

  it('shares them by weight once everybody is full', () => {
    const got = Map.groupBy(turns({ a: 0, b: 0, c: 0 }, 30), (id) => id)

    assert.deepEqual(
      [...got.values()].map((of) => of.length),
      [10, 10, 10],
    )
  })
})

describe('by value', () => {
  it('spreads hot leads as fairly as all: worth differs by no more than the dearest', () => {
    const worths = [4, 1, 1, 2, 4, 1, 2, 1]
    const story = Array.from({ length: 400 }, (_, at) => ({
      ...{ weights: { a: 1, b: 1, c: 1, d: 1 }, strategy: 'by-value' as const, seed: at },
      worth: worths[(at * 5) % worths.length] ?? 1,
    }))
    const { members } = proofOf(ledgerOf(story))

    const received = members.map((one) => one.received)
    assert.ok(Math.max(...received) - Math.min(...received) <= 4, received.join(' '))
  })
})

describe('an entry of an older version', () => {
  it('is proven by turns alone, whatever it says of strategies', () => {
    const [pick] = ledgerOf([{ weights: { a: 1, b: 1 } }])
    assert.ok(pick)
    const second = { ...pick, version: 2 as const, worth: 20, strategy: 'least-loaded' as const }
    const old = { ...second, hash: hashOf(second) }

    assert.deepEqual(proofOf([old]).problems, [])
    assert.equal(proofOf([old]).bound.leads, 0.5)
    assert.equal(proofOf([old]).furthest?.leads, 0.5)
  })
})
