import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import type { Consent } from '../../domain/lead-form.ts'

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

test('a thing said is one record when its form is read anew, and the first time stays', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const said: Consent = { key: 'news', granted: true, at: '2026-03-02T14:30:00.000Z' }
  const taken: Consent = { key: 'news', granted: false, at: '2026-03-02T14:31:00.000Z' }
  const given: Consent = { ...said, at: '2026-03-02T14:32:00.000Z' }
  const leadId = await stored.lead(db, {}, { form: { consent: [said] } })

  const elsewhere = { ...said, at: '2026-03-02T16:00:00.000Z', address: '198.51.100.7' }
  for (const consent of [[elsewhere], [said, taken], [said, taken, given]]) {
    const content = JSON.stringify({ consent })
    await db.updateTable('leadParts').set({ content }).where('leadId', '=', leadId).execute()
  }

  const kept = await db.selectFrom('consents').selectAll().orderBy('at').execute()
  assert.deepEqual(
    kept.map(({ granted, at, address }) => [granted, at.toISOString(), address]),
    [
      [true, said.at, null],
      [false, taken.at, null],
      [true, given.at, null],
    ],
  )
})
