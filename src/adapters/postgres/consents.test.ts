import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'

test('what a person agreed to is kept, whatever the form says later', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const said = { key: 'news', text: 'Send me news', granted: true }
  const leadId = await stored.lead(db, {}, { form: { consent: [said] } })

  for (const consent of [[said], [{ ...said, granted: false }]]) {
    const content = JSON.stringify({ consent })
    await db.updateTable('leadParts').set({ content }).where('leadId', '=', leadId).execute()
  }

  const kept = await db
    .selectFrom('consents')
    .select(['key', 'text', 'granted', 'at'])
    .orderBy('granted', 'desc')
    .execute()
  assert.deepEqual(
    kept.map(({ granted }) => granted),
    [true, false],
  )
  assert.deepEqual([kept[0]?.key, kept[0]?.text], ['news', 'Send me news'])
  assert.equal(kept[0]?.at.toISOString(), '2026-03-02T14:30:00.000Z')
})
