import { after, before } from 'node:test'
import { idempotencyContract } from '../../../test/contracts/idempotency-contract.ts'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import { postgresIdempotency } from './idempotency.ts'

let database: Awaited<ReturnType<typeof scratchDatabase>>
before(async () => {
  database = await scratchDatabase()
})
after(() => database[Symbol.asyncDispose]())

idempotencyContract('PostgreSQL', () => postgresIdempotency(database.db))
