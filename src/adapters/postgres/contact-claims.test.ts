import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { Overtaken } from '../../domain/failure.ts'
import { type ContactId, newId } from '../../domain/ids.ts'
import type { Db } from './connect.ts'
import { contactClaims } from './contact-claims.ts'

const CONTACT = newId<ContactId>()

const letTimePass = (db: Db) =>
  sql`update contact_claims set kept_at = kept_at - interval '8 seconds'`.execute(db)

test('of many who want one claim at once, in two processes, one has it', async () => {
  await using scratch = await scratchDatabase()
  const [claim, elsewhere] = [contactClaims(scratch.db), contactClaims(scratch.db)]

  const asked = Array.from({ length: 20 }, (_, turn) =>
    (turn % 2 === 0 ? claim : elsewhere)(CONTACT, 'crm'),
  )
  const taken = (await Promise.all(asked)).filter((one) => one !== undefined)

  assert.equal(taken.length, 1)
  assert.ok(await claim(CONTACT, 'another purpose'))
  assert.ok(await claim(newId(), 'crm'))
})

test('a claim that was released is there for the next, and leaves no row', async () => {
  await using scratch = await scratchDatabase()
  const claim = contactClaims(scratch.db)

  const first = await claim(CONTACT, 'crm')
  await first?.release()
  const second = await claim(CONTACT, 'crm')
  await second?.release()

  assert.ok(second)
  assert.deepEqual(await scratch.db.selectFrom('contactClaims').selectAll().execute(), [])
})

test('a claim that is kept does not lapse; one that lapsed is lost to its holder', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  let ms = 0
  const claim = contactClaims(db, () => ms)
  const first = await claim(CONTACT, 'crm')
  assert.ok(first)

  await letTimePass(db)
  ms += 8_000
  await first.keep()
  assert.equal(await claim(CONTACT, 'crm'), undefined)
  await letTimePass(db)
  ms += 8_000
  const second = await claim(CONTACT, 'crm')

  assert.ok(second)
  await assert.rejects(first.keep(), Overtaken)
  await first.release()
  assert.equal(await claim(CONTACT, 'crm'), undefined)
})

test('a claim that was kept just now is not written again', async () => {
  await using scratch = await scratchDatabase()
  const claim = contactClaims(scratch.db, () => 0)
  const first = await claim(CONTACT, 'crm')
  const keptAt = () => scratch.db.selectFrom('contactClaims').select('keptAt').execute()
  const before = await keptAt()

  await first?.keep()

  assert.deepEqual(await keptAt(), before)
})
