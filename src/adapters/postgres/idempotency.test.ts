import { after, before, describe } from 'node:test'
import { idempotencyContract } from '../../../test/contracts/idempotency-contract.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { postgresIdempotency } from './idempotency.ts'

describe('in a database', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>
  before(async () => {
    database = await scratchDatabase()
  })
  after(() => database[Symbol.asyncDispose]())

  idempotencyContract('PostgreSQL', () => postgresIdempotency(database.db))
})
