import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { Delivery } from '../../ports/intake.ts'
import { noteTold, postgresActivityWatch } from './activity-watch.ts'

test('what the CRM tells while it must not be asked is looked for when it may', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  const watch = postgresActivityWatch(db)
  const at = new Date('2026-11-23T09:00:00Z')
  const after = (ms: number) => new Date(at.getTime() + ms)
  const claim = (ms: number) =>
    watch.claim('hubspot', { holder: 'test', at: after(ms), forMs: 60_000 })
  const first = await claim(0)
  assert.ok(first)
  const times = { dueAt: after(20_000), soonestAt: after(5_000) }
  const delivery = { receivedAt: after(500), notices: { 'hubspot-activity': 2 } } as unknown
  await db.transaction().execute((tx) => noteTold(tx, [delivery as Delivery]))
  await watch.leave(first, { at, place: undefined, alarm: undefined, ...times })

  assert.equal(await claim(4_000), undefined)
  const second = await claim(5_000)
  assert.ok(second, 'what came during a look has another follow it')
  await watch.leave(second, { at, place: undefined, alarm: undefined, ...times })
  assert.equal(await claim(19_000), undefined)
  assert.ok(await claim(20_000))
})
