import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withinShare } from './within-share.ts'

describe('a share of time', () => {
  test('tells the work when it is used up, and waits for what the work comes to', async () => {
    const came = await withinShare(
      5,
      ({ signal }) =>
        new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('late'))),
    )

    assert.equal(came, 'late')
  })

  test('ends with the work, done or failed: no timer is left behind', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const signals: AbortSignal[] = []

    await withinShare(5, async ({ signal }) => signals.push(signal))
    await assert.rejects(
      withinShare(5, async ({ signal }) => {
        signals.push(signal)
        throw new Error('it failed')
      }),
      /it failed/,
    )
    t.mock.timers.tick(10)

    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false, false],
    )
  })
})
