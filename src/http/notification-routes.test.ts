import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

test('a rep reads their own alerts inside the product, and marks them as read', async () => {
  await using api = await runningApi()
  const leadId = await stored.lead(api.db)
  const own = await stored.notification(api.db, leadId, 'jonas')
  await stored.notification(api.db, leadId, 'jonas', { channel: 'email' })
  const other = await stored.notification(api.db, leadId, 'grace')
  const token = await api.token('rep', 'jonas')

  const read = await api.call('POST', `/v1/notifications/${own}/read`, { token })
  const foreign = await api.call('POST', `/v1/notifications/${other}/read`, { token })

  const { body } = await api.call('GET', '/v1/notifications', { token })
  const { items } = body as { items: { id: string; state: string; lines: string[] }[] }
  assert.deepEqual([read.status, foreign.status], [204, 404])
  assert.deepEqual(
    items.map(({ id, state, lines }) => [id, state, lines]),
    [[own, 'read', ['asked for a demo']]],
  )
})

test('a token of no rep has no alerts of its own', async () => {
  await using api = await runningApi()

  const { status } = await api.call('GET', '/v1/notifications')

  assert.equal(status, 403)
})
