import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inProcessRateLimiter } from './rate-limiter.ts'

test('a name may come so often a minute, and no other name is hurt', async () => {
  const { take } = inProcessRateLimiter()

  const answers = [await take('a', 2), await take('a', 2), await take('a', 2), await take('b', 2)]

  assert.deepEqual(answers.toSpliced(2, 1), [undefined, undefined, undefined])
  assert.ok(answers[2] && answers[2] > 0 && answers[2] <= 60_000)
})
