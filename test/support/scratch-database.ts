import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { testDatabase } from './test-database.ts'

/** A test database with connections to it, both gone when the `await using` scope ends. */
export async function scratchDatabase(): Promise<AsyncDisposable & { readonly db: Db }> {
  const database = await testDatabase()
  const db = connect(database.url, 10)
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database[Symbol.asyncDispose]()
    },
  }
}
