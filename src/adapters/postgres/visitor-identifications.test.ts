import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { Identification } from '../../domain/identification.ts'
import type { ContactId, VisitorId } from '../../domain/ids.ts'
import type { Db } from './connect.ts'
import { writeIdentifications } from './visitor-identifications.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const [ANNA, BEN] = [randomUUID() as ContactId, randomUUID() as ContactId]
const visitorId = randomUUID() as VisitorId

const of = (contactId: ContactId, minute: number, visitor = visitorId): Identification => ({
  visitorId: visitor,
  contactId,
  since: new Date(NOON + minute * 60_000),
})

const write = (db: Db, ...identifications: Identification[]) =>
  db.transaction().execute((tx) => writeIdentifications(tx, identifications))

/** Whose the visitor was, in the order of time. */
async function owners(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('visitorIdentifications')
    .select('contactId')
    .where('visitorId', '=', visitorId)
    .orderBy('since')
    .orderBy('sequence')
    .execute()
  return rows.map(({ contactId }) => (contactId === ANNA ? 'anna' : 'ben'))
}

test('the same person again adds nothing, in one batch or in several', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch

  await write(db, of(ANNA, 0), of(ANNA, 1))
  await write(db, of(ANNA, 2))

  assert.deepEqual(await owners(db), ['anna'])
})

test('a shared computer is the last one’s each time they change', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch

  await write(db, of(ANNA, 0), of(BEN, 1), of(BEN, 2), of(ANNA, 3))
  await write(db, of(BEN, 4))

  assert.deepEqual(await owners(db), ['anna', 'ben', 'anna', 'ben'])
})

test('who is identified late gets the time after they wrote, until the next did', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await write(db, of(BEN, 10))

  await write(db, of(ANNA, 5), of(ANNA, 15))

  assert.deepEqual(await owners(db), ['anna', 'ben', 'anna'])
})

test('one person may have several visitors', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch

  await write(db, of(ANNA, 0), of(ANNA, 1, randomUUID() as VisitorId))

  const rows = await db.selectFrom('visitorIdentifications').select('contactId').execute()
  assert.deepEqual(
    rows.map(({ contactId }) => contactId),
    [ANNA, ANNA],
  )
})
