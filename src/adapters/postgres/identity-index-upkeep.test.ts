import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { stored } from '../../../test/support/stored.ts'
import type { ContactId } from '../../domain/ids.ts'
import { KEY_SCHEME } from '../../domain/matching/blocking-keys.ts'
import type { Db } from './connect.ts'
import { fileContacts } from './file-contacts.ts'
import { postgresIdentityIndex } from './identity-index.ts'
import { postgresIdentityIndexUpkeep } from './identity-index-upkeep.ts'

const PHONE = '+4791234567'

/** A contact of the days before there was an index, with what its leads said. */
async function oldContact(db: Db, ...emails: string[]): Promise<ContactId> {
  const contactId = await stored.contact(db, { fields: '{}' })
  for (const [at, email] of emails.entries()) {
    const receivedAt = new Date(Date.UTC(2026, 0, 1 + at))
    const findings = { email, emailDomain: email.split('@')[1], phone: PHONE, notes: [] }
    const form = { fullName: 'Ingrid Solberg', company: 'Acme Logistics AS' }
    await stored.lead(db, { contactId, receivedAt }, { form, findings })
  }
  return contactId
}

async function makeAll(db: Db): Promise<string[]> {
  const upkeep = postgresIdentityIndexUpkeep(db)
  const states: string[] = []
  while (states.at(-1) !== 'done') states.push(await upkeep.advance())
  return states
}

async function foundBy(db: Db, email: string): Promise<ContactId[]> {
  const facts = { emails: [email], phones: [], companyDomains: [] }
  const { found } = await postgresIdentityIndex(db).candidates(facts)
  return found.map(({ contactId }) => contactId)
}

const keysOf = (db: Db) =>
  db.selectFrom('contactKeys').selectAll().orderBy('key').orderBy('contactId').execute()

test('contacts older than the index are filed under all that their leads said', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const ingrid = await oldContact(db, 'ingrid@acme.example', 'ingrid@fjord.example')
  await oldContact(db)
  await stored.contact(db, { erasedAt: new Date() })

  assert.equal((await postgresIdentityIndexUpkeep(db).progress()).finishedAt, undefined)
  assert.deepEqual(await makeAll(db), ['more', 'done'])

  for (const email of ['ingrid@acme.example', 'ingrid@fjord.example']) {
    assert.deepEqual(await foundBy(db, email), [ingrid])
  }
  const [row] = await db
    .selectFrom('contactIndex')
    .selectAll()
    .where('contactId', '=', ingrid)
    .execute()
  assert.deepEqual(row?.facts, {
    givenName: 'Ingrid Solberg',
    emails: ['ingrid@fjord.example', 'ingrid@acme.example'],
    phones: [PHONE],
    company: 'Acme Logistics AS',
    companyDomains: ['fjord.example', 'acme.example'],
  })
  const progress = await postgresIdentityIndexUpkeep(db).progress()
  assert.ok(progress.finishedAt)
  assert.equal(progress.contacts, 2)
})

test('stopped half-way it goes on from there, and two that make it at once do not hinder each other', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  for (let count = 0; count < 250; count += 1) await oldContact(db, `p${count}@acme.example`)
  assert.equal(await postgresIdentityIndexUpkeep(db).advance(), 'more')
  assert.equal((await postgresIdentityIndexUpkeep(db).progress()).contacts, 100)
  assert.deepEqual(await foundBy(db, 'p249@acme.example'), [])

  const states = (await Promise.all([makeAll(db), makeAll(db)])).flat()

  assert.equal(states.filter((state) => state === 'more').length, 2)
  assert.equal((await postgresIdentityIndexUpkeep(db).progress()).contacts, 250)
  assert.equal((await foundBy(db, 'p0@acme.example')).length, 1)
  assert.equal((await foundBy(db, 'p249@acme.example')).length, 1)
})

test('a page that fails leaves nothing half done', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await oldContact(db, 'ingrid@acme.example')
  await db.schema.alterTable('contact_keys').renameTo('contact_keys_away').execute()

  await assert.rejects(postgresIdentityIndexUpkeep(db).advance())
  await db.schema.alterTable('contact_keys_away').renameTo('contact_keys').execute()
  assert.deepEqual(await db.selectFrom('contactIndex').selectAll().execute(), [])
  await makeAll(db)

  assert.equal((await foundBy(db, 'ingrid@acme.example')).length, 1)
})

test('a lead that comes for a contact not filed yet files it whole', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const ingrid = await oldContact(db, 'ingrid@acme.example', 'ingrid@fjord.example')
  const said = { emails: ['ingrid@fjord.example'], phones: [], companyDomains: [] }

  await db
    .transaction()
    .execute((tx) =>
      fileContacts(tx, [{ contact: { id: ingrid, fields: {} }, said, isNew: false }]),
    )

  assert.deepEqual(await foundBy(db, 'ingrid@acme.example'), [ingrid])
  const before = await keysOf(db)
  await makeAll(db)
  assert.deepEqual(await keysOf(db), before)
})

test('when the keys are of another version all is filed anew, and nothing stays of the old ones', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const ingrid = await oldContact(db, 'ingrid@acme.example')
  await makeAll(db)
  const right = await keysOf(db)
  await db.deleteFrom('contactKeys').execute()
  await db.insertInto('contactKeys').values({ key: '42', contactId: ingrid }).execute()
  await db
    .updateTable('contactIndex')
    .set({ scheme: 0, keys: ['42'] })
    .execute()
  await db.updateTable('contactIndexProgress').set({ scheme: 0 }).execute()

  await makeAll(db)

  assert.deepEqual(await keysOf(db), right)
})

test('an index that a later version has made is left to it', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  await oldContact(db, 'ingrid@acme.example')
  await db
    .updateTable('contactIndexProgress')
    .set({ scheme: KEY_SCHEME + 1 })
    .execute()

  assert.equal(await postgresIdentityIndexUpkeep(db).advance(), 'done')
  assert.deepEqual(await keysOf(db), [])
})

test('begun anew by command, it heals what was wrong, and is usable meanwhile', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const ingrid = await oldContact(db, 'ingrid@acme.example')
  await makeAll(db)
  await db.updateTable('contactIndex').set({ facts: '{}', keys: [] }).execute()
  await db.deleteFrom('contactKeys').execute()
  assert.equal(await postgresIdentityIndexUpkeep(db).advance(), 'done')

  const progress = await postgresIdentityIndexUpkeep(db).beginAnew()
  assert.equal(progress.finishedAt, undefined)
  await makeAll(db)

  assert.deepEqual(await foundBy(db, 'ingrid@acme.example'), [ingrid])
})
