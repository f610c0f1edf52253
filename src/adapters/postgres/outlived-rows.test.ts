import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
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

  assert.equal(await deleteOutlived(db, 90), 6)
  assert.deepEqual(await left(db), { keys: 3, answers: 5 })
  assert.equal(await deleteOutlived(db, 90), 0)
})

test('of very many some are deleted at a time, and in the end all', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addKeys(db, 5_003, '2 days')
  await addAnswers(db, 5_004, '-2 days')

  assert.equal(await deleteOutlived(db, 90), 10_000)
  assert.equal(await deleteOutlived(db, 90), 7)
  assert.deepEqual(await left(db), { keys: 0, answers: 0 })
})

test('a key that is taken over as new meanwhile is neither waited for nor deleted', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addKeys(db, 1, '2 days')

  await db.transaction().execute(async (tx) => {
    await sql`update idempotency_keys set created_at = now()`.execute(tx)
    assert.equal(await deleteOutlived(db, 90), 0)
  })

  assert.deepEqual(await left(db), { keys: 1, answers: 0 })
})

const addSignals = (db: Db, count: number, age: string, visitorId: string | null = null) =>
  sql`
    insert into signals (id, visitor_id, session_id, source_key, type, at, received_at, details)
    select gen_random_uuid(), ${visitorId}::uuid, gen_random_uuid(), 'web-form', 'page-view',
      now() - ${age}::interval, now() - ${age}::interval, '{}'
    from generate_series(1, ${count}::integer)`.execute(db)

const addIdentification = (db: Db, visitorId: string, age: string) =>
  sql`
    insert into visitor_identifications (visitor_id, contact_id, since)
    values (${visitorId}::uuid, gen_random_uuid(), now() - ${age}::interval)`.execute(db)

const addAllowances = (db: Db, count: number, days: number) =>
  sql`
    insert into signal_allowances (day, key, taken)
    select current_date - ${days}::integer, gen_random_uuid()::text, 1
    from generate_series(1, ${count}::integer)`.execute(db)

async function leftOfVisits(db: Db) {
  const { rows } = await sql`
    select (select count(*)::integer from signals) as signals,
      (select count(*)::integer from visitor_identifications) as identifications,
      (select count(*)::integer from signal_allowances) as allowances`.execute(db)
  return rows[0]
}

test('signals are deleted when their days are over, few at a time and in the end all', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addSignals(db, 5_003, '31 days')
  await addSignals(db, 7, '29 days')

  assert.equal(await deleteOutlived(db, 30), 5_000)
  assert.equal(await deleteOutlived(db, 30), 3)
  assert.equal(await deleteOutlived(db, 30), 0)
  assert.deepEqual(await leftOfVisits(db), { signals: 7, identifications: 0, allowances: 0 })
})

test('whose a visitor is stays known while they come back, and not after', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const [comesBack, gone, recent] = [randomUUID(), randomUUID(), randomUUID()]
  await addSignals(db, 1, '1 day', comesBack)
  await addSignals(db, 1, '40 days', gone)
  await addIdentification(db, comesBack, '200 days')
  await addIdentification(db, gone, '40 days')
  await addIdentification(db, recent, '1 day')

  assert.equal(await deleteOutlived(db, 30), 2)
  assert.deepEqual(await leftOfVisits(db), { signals: 1, identifications: 2, allowances: 0 })
})

test('what may still be sent today is not forgotten, what was sent days ago is', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await addAllowances(db, 2, 0)
  await addAllowances(db, 3, 1)
  await addAllowances(db, 4, 2)

  assert.equal(await deleteOutlived(db, 30), 4)
  assert.deepEqual(await leftOfVisits(db), { signals: 0, identifications: 0, allowances: 5 })
})
