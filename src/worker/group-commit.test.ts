import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Unavailable } from '../domain/failure.ts'
import { groupCommit } from './group-commit.ts'

/** A commit that doubles numbers, refuses negative ones, and records its batches. */
function doubling() {
  const batches: number[][] = []
  const double = groupCommit<number, number>(async (items) => {
    batches.push([...items])
    if (items.some((item) => item < 0)) throw new RangeError('a negative number')
    return items.map((item) => ({ ok: item * 2 }))
  })
  return { batches, double }
}

describe('groupCommit', () => {
  test('callers of the same moment share one commit', async () => {
    const { batches, double } = doubling()

    const results = await Promise.all([1, 2, 3].map(double))

    assert.deepEqual(results, [2, 4, 6])
    assert.deepEqual(batches, [[1, 2, 3]])
  })

  test('what comes while a commit is under way makes up the next one', async () => {
    const batches: number[][] = []
    const gate = Promise.withResolvers<void>()
    const double = groupCommit<number, number>(async (items) => {
      batches.push([...items])
      await gate.promise
      return items.map((item) => ({ ok: item * 2 }))
    })

    const first = double(1)
    await Promise.resolve()
    const others = [double(2), double(3)]
    gate.resolve()
    await Promise.all([first, ...others])

    assert.deepEqual(batches, [[1], [2, 3]])
  })

  test('with a pace the first is committed at once, and what comes in the pause together, not sooner', async () => {
    const paceMs = 400
    const begun: number[] = []
    const sizes: number[] = []
    const double = groupCommit<number, number>(
      async (items) => {
        begun.push(performance.now())
        return items.map((item) => ({ ok: item * 2 }))
      },
      { paceMs, onBatch: (size) => sizes.push(size) },
    )

    const one = double(1)
    // No timer fires between these two lines.
    await Promise.resolve()
    assert.equal(begun.length, 1)
    await one
    const two = double(2)
    // Enough turns for a commit that did not wait.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    const three = double(3)

    assert.deepEqual(await Promise.all([two, three]), [4, 6])
    assert.deepEqual(sizes, [1, 2])
    assert.ok((begun[1] ?? 0) - (begun[0] ?? 0) >= paceMs - 1)
  })

  test('a batch never holds more than its limit', async () => {
    const sizes: number[] = []
    const double = groupCommit<number, number>(
      async (items) => items.map((item) => ({ ok: item * 2 })),
      { maxBatch: 10, onBatch: (size) => sizes.push(size) },
    )

    await Promise.all(Array.from({ length: 25 }, (_, index) => double(index)))

    assert.deepEqual(sizes, [10, 10, 5])
  })

  test('a poisoned item fails alone, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1, maxLength: 40 }), async (items) => {
        const { double } = doubling()

        const settled = await Promise.allSettled(items.map(double))

        assert.deepEqual(
          settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed')),
          items.map((item) => (item < 0 ? 'failed' : item * 2)),
        )
      }),
    )
  })

  test('an outage fails the whole batch after one commit', async () => {
    let commits = 0
    const commit = groupCommit<number, number>(async () => {
      commits += 1
      throw new Unavailable('database-down', 'gone')
    })

    const settled = await Promise.allSettled([1, 2, 3].map(commit))

    assert.ok(settled.every((one) => one.status === 'rejected'))
    assert.equal(commits, 1)
  })

  test('an item settled with an error of its own does not disturb its neighbours', async () => {
    const halve = groupCommit<number, number>(async (items) =>
      items.map((item) => (item % 2 === 0 ? { ok: item / 2 } : { error: new Error('odd') })),
    )

    const settled = await Promise.allSettled([2, 3, 4].map(halve))

    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
  })

  test('after a failed batch the next one is committed', async () => {
    const { double } = doubling()

    await assert.rejects(double(-1), RangeError)

    assert.equal(await double(4), 8)
  })
})
