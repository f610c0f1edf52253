import { after } from 'node:test'
import type pg from 'pg'
import { connectionPool, type Db, databaseOn } from '../../src/adapters/postgres/connect.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

type Kept = { readonly database: TestDatabase; readonly pool: pg.Pool }

/**
 * Of tests of this process that have ended, made like new. To open a connection costs the server more
 * than most tests ask of it, so the connections stay open with the database.
 */
const free: Kept[] = []
after(() => Promise.all(free.splice(0).map(close)))

/** Far longer than any test. */
const DAY_MS = 86_400_000

/** A test database with connections to it, not to be used after the `await using` scope ends. */
export async function scratchDatabase(): Promise<AsyncDisposable & { readonly db: Db }> {
  const kept = free.pop() ?? (await open())
  const db = databaseOn(lent(kept.pool))
  // Idle connections do not keep the process from ending, but a test that waits must.
  const atWork = setInterval(() => undefined, DAY_MS)
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      if (await madeLikeNew(kept)) free.push(kept)
      else await close(kept)
      clearInterval(atWork)
    },
  }
}

async function open(): Promise<Kept> {
  const database = await testDatabase()
  const pool = connectionPool(database.url, 10)
  pool.options.allowExitOnIdle = true
  pool.options.idleTimeoutMillis = 0
  return { database, pool }
}

async function close({ database, pool }: Kept): Promise<void> {
  await pool.end()
  await database[Symbol.asyncDispose]()
}

/** The connections for one test: who still asks for one when it has ended gets none. */
function lent(pool: pg.Pool) {
  let ended = false
  return {
    options: pool.options,
    async connect() {
      if (ended) throw new Error('The test that this database was for has ended.')
      return pool.connect()
    },
    async end() {
      ended = true
    },
  }
}

async function madeLikeNew({ database, pool }: Kept): Promise<boolean> {
  // One that somebody has not given back may still write.
  if (pool.idleCount < pool.totalCount) return false
  const client = await pool.connect()
  try {
    return await database.restore(client)
  } finally {
    client.release()
  }
}
