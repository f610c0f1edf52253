import assert from 'node:assert/strict'
import { test } from 'node:test'
import { busyDay } from './support/busy-day.ts'
import { sumOfEvents } from './support/sum-of-events.ts'

test('the row of every lead is the sum of its events', async () => {
  await using product = await busyDay()
  const ids = await product.db.selectFrom('leads').select('id').orderBy('id').execute()

  const states = new Set<string>()
  for (const { id } of ids) {
    const lead = await product.lead(id)
    assert.deepEqual(await sumOfEvents(product, lead), lead)
    states.add(lead.state)
  }

  const ends = ['assigned', 'attached', 'quarantined', 'rejected', 'waiting']
  assert.deepEqual([...states].sort(), ends)
})
