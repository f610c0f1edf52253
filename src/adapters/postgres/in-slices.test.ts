import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inSlices } from './in-slices.ts'

test('whoever else waits for the process has a turn while long work goes on', async () => {
  let othersHadATurn = false
  setImmediate(() => {
    othersHadATurn = true
  })
  function* untilOthersHadATurn(): Generator<void, string> {
    while (!othersHadATurn) yield
    return 'done'
  }

  assert.equal(await inSlices(untilOthersHadATurn()), 'done')
})

test('what fails on its way rejects', async () => {
  // biome-ignore lint/correctness/useYield: it fails before its first step
  function* failing(): Generator<void, void> {
    throw new Error('no such line')
  }

  await assert.rejects(inSlices(failing()), /no such line/)
})
