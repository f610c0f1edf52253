import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { startBoss } from './boss.ts'

test('whoever supervises the queues clears away without a problem', async () => {
  await using database = await testDatabase()
  const log = memoryLog()
  const boss = await startBoss(database.url, { supervise: false, log })

  await boss.supervise().finally(() => boss.stop())

  assert.deepEqual(log.lines, [])
})
