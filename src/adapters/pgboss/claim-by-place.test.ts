import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from 'pg-boss'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { startBoss } from './boss.ts'
import { claimByPlace } from './claim-by-place.ts'

const QUEUE = 'stage-validate'

test('what is claimed is found again by its place, also when the table was empty when it was last counted', async () => {
  await using database = await testDatabase()
  const boss = await startBoss(database.url, { supervise: false, log: memoryLog() })
  try {
    const db = boss.getDb()
    await db.executeSql('analyze pgboss.job')
    await boss.insert(
      QUEUE,
      Array.from({ length: 20 }, () => ({ data: {} })),
    )
    const plans: string[] = []
    const explained: Db = {
      async executeSql(text, values) {
        const { rows } = await db.executeSql(`explain ${text}`, values)
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
        return await db.executeSql(text, values)
      },
    }

    const claimed = await boss.fetch(QUEUE, { batchSize: 10, db: claimByPlace(explained) })

    assert.equal(claimed.length, 10)
    assert.match(plans[0] ?? '', /Tid Scan/)
  } finally {
    await boss.stop()
  }
})

test('a statement of another shape is left as it is', async () => {
  const texts: string[] = []
  const kept: Db = {
    async executeSql(text) {
      texts.push(text)
      return { rows: [] }
    },
  }

  await claimByPlace(kept).executeSql('select 1')

  assert.deepEqual(texts, ['select 1'])
})
