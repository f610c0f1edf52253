import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { estimateWeights } from './estimate-weights.ts'
import { type Comparison, weighEvidence } from './fellegi-sunter.ts'

type Item = { readonly name: string; readonly town: string; readonly born: string }

const same = (field: keyof Item): Comparison<Item> => ({
  field,
  levels: ['different', 'same'],
  compare: (a, b) =>
    a[field] === '' || b[field] === '' ? undefined : a[field] === b[field] ? 1 : 0,
  frequency: { fromLevel: 1, valueOf: (item) => item[field] || undefined },
})
const COMPARISONS = [same('name'), same('town'), same('born')]
const WEIGHTS = {
  name: { m: [0.1, 0.9], u: [0.99, 0.01] },
  town: { m: [0.25, 0.75], u: [0.75, 0.25] },
  born: { m: [0.5, 0.5], u: [0.5, 0.5] },
}
const ada: Item = { name: 'ada', town: 'oslo', born: '1815' }

describe('weighing evidence', () => {
  test('adds the bits of each field and says which level it reached', () => {
    const { bits, fields } = weighEvidence(ada, { ...ada, town: 'bergen' }, COMPARISONS, WEIGHTS)

    assert.deepEqual(
      fields.map(({ field, level }) => [field, level]),
      [
        ['name', 'same'],
        ['town', 'different'],
        ['born', 'same'],
      ],
    )
    assert.equal(bits.toFixed(6), (Math.log2(90) + Math.log2(1 / 3) + 0).toFixed(6))
  })

  test('a field that one side does not have is no evidence', () => {
    const { fields } = weighEvidence(ada, { ...ada, name: '' }, COMPARISONS, WEIGHTS)

    assert.deepEqual(
      fields.map(({ field }) => field),
      ['town', 'born'],
    )
  })

  test('agreeing on a rare value says more than on a common one', () => {
    const bitsAt = (share: number | undefined) =>
      weighEvidence(ada, ada, COMPARISONS, WEIGHTS, (field) =>
        field === 'name' ? share : undefined,
      ).bits

    assert.ok(bitsAt(0.001) > bitsAt(undefined))
    assert.ok(bitsAt(0.1) < bitsAt(undefined))
    assert.equal(bitsAt(0), bitsAt(0.0001), 'a value nobody has is not worth more than the rarest')
  })
})

describe('learning weights', () => {
  const towns = ['oslo', 'bergen', 'paris', 'lyon']
  /** 400 people, 200 of them twice; a tenth of the second entries with another town. */
  const people = Array.from({ length: 400 }, (_, at): Item => {
    return { name: `n${at}`, town: towns[at % 4] ?? '', born: `${1900 + (at % 37)}` }
  })
  const again = people
    .slice(0, 200)
    .map((one, at) => (at % 10 === 0 ? { ...one, town: 'elsewhere' } : { ...one }))
  let state = 1
  const random = () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }

  test('finds how often fields agree within a person and by chance, without labels', () => {
    const weights = estimateWeights([...people, ...again], undefined, {
      comparisons: COMPARISONS,
      passes: [
        { fields: ['born'], keyOf: ({ born }) => born },
        { fields: ['name'], keyOf: ({ name }) => name },
      ],
      random,
      chancePairs: 40_000,
    })

    const town = weights.town
    assert.ok(town)
    assert.ok(Math.abs((town.m[1] ?? 0) - 0.9) < 0.05, `m of the same town is ${town.m[1]}`)
    assert.ok(Math.abs((town.u[1] ?? 0) - 0.24) < 0.03, `u of the same town is ${town.u[1]}`)
    assert.ok((weights.name?.m[1] ?? 0) > 0.95)
    for (const { m, u } of Object.values(weights)) {
      assert.equal(m.reduce((a, b) => a + b, 0).toFixed(3), '1.000')
      assert.equal(u.reduce((a, b) => a + b, 0).toFixed(3), '1.000')
    }
  })

  test('too few pairs teach nothing, and what is known stands', () => {
    const weights = estimateWeights(people.slice(0, 5), undefined, {
      comparisons: COMPARISONS,
      passes: [{ fields: ['born'], keyOf: ({ born }) => born }],
      fallback: WEIGHTS,
      random,
      chancePairs: 100,
    })

    assert.deepEqual(weights, WEIGHTS)
  })
})
