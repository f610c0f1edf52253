import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleCompany } from '../../test/support/example-company.ts'
import { scratchDatabase } from '../../test/support/scratch-database.ts'
import { postgresActivityWatch } from '../adapters/postgres/activity-watch.ts'
import { postgresChannelAlarms } from '../adapters/postgres/channel-alarms.ts'
import { postgresSourceAlarms } from '../adapters/postgres/source-alarms.ts'
import { standingAlarms } from './standing-alarms.ts'

const NOW = new Date('2026-03-02T14:30:00Z')

test('what was taken out of the documents needs nobody any more', async () => {
  await using database = await scratchDatabase()
  const { db } = database
  for (const channel of ['slack', 'email']) {
    await postgresChannelAlarms(db).raise({ channel, code: `${channel}-denied`, since: NOW })
  }
  for (const sourceKey of ['web-form', 'gone']) {
    await postgresSourceAlarms(db).raise({ sourceKey, code: 'source-token-expired', since: NOW })
  }
  const watch = postgresActivityWatch(db)
  const held = await watch.claim('hubspot', { holder: 'one', at: NOW, forMs: 1_000 })
  assert.ok(held)
  const times = { at: NOW, dueAt: NOW, soonestAt: NOW }
  await watch.leave(held, { ...times, place: undefined, alarm: 'hubspot-denied' })
  const slack = { token: 'env:SLACK_BOT_TOKEN' }
  const company = exampleCompany({ channels: { inApp: {}, slack } })

  const alarms = standingAlarms({
    db,
    configuration: { current: async () => company, apply: async () => company },
  })

  const channels = (await alarms.channels()).map(({ channel }) => channel)
  const sources = (await alarms.sources()).map(({ sourceKey }) => sourceKey)
  assert.deepEqual({ channels, sources }, { channels: ['slack'], sources: ['web-form'] })
  assert.deepEqual(await alarms.crms(), [])
})
