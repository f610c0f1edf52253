import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { INGRID, identityIndexContract } from '../../../test/contracts/identity-index-contract.ts'
import { filedContacts } from '../../../test/support/filed-contacts.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { postgresIdentityIndex } from './identity-index.ts'

identityIndexContract('PostgreSQL', async () => {
  const scratch = await scratchDatabase()
  return {
    index: postgresIdentityIndex(scratch.db),
    ...filedContacts(scratch.db),
    settled: async () => undefined,
    [Symbol.asyncDispose]: scratch[Symbol.asyncDispose],
  }
})

test('a person who says nothing new is not written again', async () => {
  await using scratch = await scratchDatabase()
  const { file } = filedContacts(scratch.db)
  const row = () => scratch.db.selectFrom('contactIndex').selectAll().executeTakeFirst()
  const id = await file(INGRID)
  const before = await row()

  await file(INGRID, id)
  assert.deepEqual(await row(), before)

  await file({ ...INGRID, phones: ['+4790000001'] }, id)
  assert.notDeepEqual(await row(), before)
})

test('the keys of a contact are the same in both tables, whatever was said in whichever order', async () => {
  await using scratch = await scratchDatabase()
  const { file, forget } = filedContacts(scratch.db)
  const id = await file(INGRID)
  await file({ ...INGRID, company: 'Fjord', familyName: 'Dahl' }, id)
  await file({ emails: ['i@fjord.example'], phones: [], companyDomains: ['fjord.example'] }, id)
  await forget(await file(INGRID))

  const { rows } = await sql`
    (select unnest(keys), contact_id from contact_index except select * from contact_keys)
    union all
    (select * from contact_keys except select unnest(keys), contact_id from contact_index)`.execute(
    scratch.db,
  )
  assert.deepEqual(rows, [])
})
