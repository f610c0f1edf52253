import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isoText } from './iso-text.ts'

describe('the text of a moment', () => {
  test('is that of JSON, in whatever order moments come', () => {
    const start = Date.UTC(2026, 11, 31, 23, 59, 58, 995)
    const steps = [
      0, 4, 5, 1_004, 1_005, 61_000, -70_000, 86_400_000, -3_000_000_000_000, 9e13, 1e15,
    ]
    const moments = steps.map((ms) => new Date(start + ms))

    assert.deepEqual(
      moments.map(isoText),
      moments.map((at) => at.toISOString()),
    )
  })
})
