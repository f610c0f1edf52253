import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filedContacts } from '../../../test/support/filed-contacts.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { LogPage } from '../../ports/contact-log.ts'
import type { Db } from './connect.ts'
import { postgresContactLog } from './contact-log.ts'

/** Contacts that were last changed by these transactions, in that order. */
async function changedBy(db: Db, txids: readonly string[]): Promise<ContactId[]> {
  const { file } = filedContacts(db)
  const ids: ContactId[] = []
  for (const txid of txids) {
    const id = await file({ emails: [`t${txid}@acme.example`], phones: [], companyDomains: [] })
    await db.updateTable('contactIndex').set({ txid }).where('contactId', '=', id).execute()
    ids.push(id)
  }
  return ids
}

async function page(db: Db, place: string | undefined, limit: number): Promise<LogPage> {
  const read = await postgresContactLog(db).inTurn(({ after }) => after(place, limit))
  return read === 'busy' ? assert.fail('Somebody else reads') : read
}

const idsIn = ({ contacts }: LogPage) => contacts.map(({ contactId }) => contactId)

test('it is read in the order of transactions, page by page, to its end', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  // Numbers, of which the text has another order.
  const ids = await changedBy(db, ['8', '9', '10', '99', '100'])

  const first = await page(db, undefined, 2)
  const second = await page(db, first.place, 2)
  const third = await page(db, second.place, 2)
  const end = await page(db, third.place, 2)

  assert.deepEqual([first, second, third, end].flatMap(idsIn), ids)
  assert.deepEqual(idsIn(end), [])
  assert.equal(end.place, third.place)
  assert.equal(await postgresContactLog(db).lagSeconds(third.place), 0)
  assert.ok((await postgresContactLog(db).lagSeconds(first.place)) > 0)
})

test('a contact that is changed again is heard of again, and once', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const [one, other] = await changedBy(db, ['8', '9'])
  const { place } = await page(db, undefined, 10)
  await db
    .updateTable('contactIndex')
    .set({ txid: '10' })
    .where('contactId', '=', one ?? assert.fail())
    .execute()

  assert.deepEqual(idsIn(await page(db, place, 10)), [one])
  assert.deepEqual(idsIn(await page(db, undefined, 10)), [other, one])
})

test('a place that lies ahead, as after the database was restored, is the beginning', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const ids = await changedBy(db, ['8', '9'])

  const { contacts } = await page(db, `999999999999.${ids[1]}`, 10)

  assert.deepEqual(
    contacts.map(({ contactId }) => contactId),
    ids,
  )
})

test('two installations have two names, and one has one', async () => {
  await using one = await scratchDatabase()
  await using other = await scratchDatabase()

  const names = await Promise.all([one, one, other].map(({ db }) => postgresContactLog(db).name()))

  assert.equal(names[0], names[1])
  assert.notEqual(names[0], names[2])
})
