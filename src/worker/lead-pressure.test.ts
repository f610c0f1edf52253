import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aLead } from '../../test/support/a-lead.ts'
import { leadPressure } from './lead-pressure.ts'

/** Decisions and other stages that are over, by a clock of the test's own. */
function scene() {
  let nowMs = 0
  const pressure = leadPressure(() => nowMs)
  return {
    isHigh: pressure.isHigh,
    wait(ms: number) {
      nowMs += ms
    },
    ran(stage: string, ms: number, times = 1) {
      for (let count = 0; count < times; count += 1) {
        nowMs += 5
        const run = { before: aLead(), after: undefined, end: 'done', providers: [] } as const
        pressure.watch({ ...run, stage, startedMs: nowMs - ms, ms })
      }
    },
  }
}

describe('the pressure of leads', () => {
  test('is low without leads, and while decisions are quick', () => {
    const { ran, isHigh } = scene()
    assert.equal(isHigh(), false)

    ran('dedupe', 30, 100)
    ran('assign', 120, 100)

    assert.equal(isHigh(), false)
  })

  test('is high while decisions take long, and until they are quick again', () => {
    const { ran, isHigh } = scene()
    ran('assign', 30, 50)
    ran('assign', 600, 50)
    assert.equal(isHigh(), true)

    ran('dedupe', 30, 80)

    assert.equal(isHigh(), false)
  })

  test('does not come from one decision that had to wait', () => {
    const { ran, isHigh } = scene()
    ran('assign', 30, 50)

    ran('assign', 2_000)

    assert.equal(isHigh(), false)
  })

  test('does not come from a vendor that takes its time', () => {
    const { ran, isHigh } = scene()

    ran('enrich', 3_000, 50)

    assert.equal(isHigh(), false)
  })

  test('is over when nothing has been decided for a second', () => {
    const { ran, isHigh, wait } = scene()
    ran('assign', 400, 50)

    wait(1_001)

    assert.equal(isHigh(), false)
  })

  test('is not over while the next decision is still on its way', () => {
    const { ran, isHigh, wait } = scene()
    ran('assign', 3_000, 50)

    wait(3_000)
    assert.equal(isHigh(), true)

    wait(4_000)
    assert.equal(isHigh(), false)
  })
})
