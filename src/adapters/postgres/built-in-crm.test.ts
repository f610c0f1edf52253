import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crmContract } from '../../../test/contracts/crm-contract.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { newId } from '../../domain/ids.ts'
import { builtInCrm } from './built-in-crm.ts'
import { connect } from './connect.ts'

crmContract('builtInCrm', async () => {
  const scratch = await scratchDatabase()
  const { db } = scratch
  const crm = builtInCrm(db)
  return {
    crm,
    async records() {
      return (await db.selectFrom('crmContacts').select('id').execute()).length
    },
    async edit(contactId, fields) {
      await crm.upsert(contactId, fields)
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
})

test('a database that is down is unavailable', async () => {
  const db = connect('postgres://nobody@127.0.0.1:1/none', 1)

  const written = builtInCrm(db).upsert(newId(), { firstName: 'Tove' })

  await assert.rejects(written, { name: 'Unavailable', code: 'database-down' })
  await db.destroy()
})
