import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { allowance } from './allowance.ts'

describe('the allowance of background work', () => {
  test('halves with each claim while others need the machine, and doubles when they do not', () => {
    let busy = false
    const allowed = allowance(256, () => busy)
    assert.deepEqual([1, 2, 3, 4, 5, 6].map(allowed), [16, 32, 64, 128, 256, 256])

    busy = true
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(allowed), [128, 64, 32, 16, 8, 8, 8])

    busy = false
    assert.deepEqual([1, 2].map(allowed), [16, 32])
  })

  test('always lets some go on, never more than the limit, and has few sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (turns) => {
        let busy = false
        const allowed = allowance(256, () => busy)
        for (const isBusy of turns) {
          busy = isBusy
          assert.ok([8, 16, 32, 64, 128, 256].includes(allowed()))
        }
      }),
    )
  })
})
