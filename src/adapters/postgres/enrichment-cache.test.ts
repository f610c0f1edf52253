import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrichmentCacheContract } from '../../../test/contracts/enrichment-cache-contract.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { connect } from './connect.ts'
import { postgresEnrichmentCache } from './enrichment-cache.ts'

enrichmentCacheContract('postgresEnrichmentCache', async () => {
  const scratch = await scratchDatabase()
  const { db } = scratch
  return {
    cache: postgresEnrichmentCache(db),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
})

test('the table does not say whom it is about', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const cache = postgresEnrichmentCache(db)

  await cache.write('clearbit', 'tove@b.example', { outcome: 'not-found' }, new Date())

  const rows = await db.selectFrom('enrichmentCache').selectAll().execute()
  assert.equal(rows.length, 1)
  assert(!JSON.stringify(rows).includes('tove'))
  assert(rows[0]?.subjectHash.length === 32 && !rows[0].subjectHash.includes('tove'))
})

test('a database that is down is unavailable', async () => {
  const db = connect('postgres://nobody@127.0.0.1:1/none', 1)

  const read = postgresEnrichmentCache(db).read('clearbit', 'tove@b.example')

  await assert.rejects(read, { name: 'Unavailable', code: 'database-down' })
  await db.destroy()
})
