import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { Db } from './connect.ts'
import { deleteOutlived } from './outlived-rows.ts'

const addKeys = (db: Db, count: number, age: string) =>
  sql`
    insert into idempotency_keys (caller, key, body_hash, created_at)
    select 'a form', gen_random_uuid()::text, '', now() - ${age}::interval
    from generate_series(1, ${count}::integer)`.execute(db)

const addAnswers = (db: Db, count: number, expiresIn: string) =>
  sql`
    insert into enrichment_cache (provider, subject_hash, answer, expires_at)
    select 'a provider', uuid_send(gen_random_uuid()), '{}', now() + ${expiresIn}::interval
    from generate_series(1, ${count}::integer)`.execute(db)

async function left(db: Db) {
  const { rows } = await sql`
    select (select count(*)::integer from idempotency_keys) as keys,
      (select count(*)::integer from enrichment_cache) as answers`.execute(db)
  return rows[0]
}

test('keys of yesterday and expired answers are deleted, what is still good is kept', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addKeys(db, 2, '26 hours')
  await addKeys(db, 3, '23 hours')
  await addAnswers(db, 4, '-1 second')
  await addAnswers(db, 5, '1 hour')

  assert.equal(await deleteOutlived(db), 6)
  assert.deepEqual(await left(db), { keys: 3, answers: 5 })
  assert.equal(await deleteOutlived(db), 0)
})

test('of very many some are deleted at a time, and in the end all', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addKeys(db, 5_003, '2 days')
  await addAnswers(db, 5_004, '-2 days')

  assert.equal(await deleteOutlived(db), 10_000)
  assert.equal(await deleteOutlived(db), 7)
  assert.deepEqual(await left(db), { keys: 0, answers: 0 })
})

test('a key that is taken over as new meanwhile is neither waited for nor deleted', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addKeys(db, 1, '2 days')

  await db.transaction().execute(async (tx) => {
    await sql`update idempotency_keys set created_at = now()`.execute(tx)
    assert.equal(await deleteOutlived(db), 0)
  })

  assert.deepEqual(await left(db), { keys: 1, answers: 0 })
})
