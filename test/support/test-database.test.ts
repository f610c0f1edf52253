import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { onConnection } from './on-connection.ts'
import { testDatabase } from './test-database.ts'

const query = (url: string, sql: string): Promise<pg.QueryResult> =>
  onConnection(url, (client) => client.query(sql))

test('each test gets a migrated database of its own', async () => {
  await using one = await testDatabase()
  await using other = await testDatabase()

  await query(one.url, "insert into pools (id, head) values ('a-pool', 'start')")

  assert.equal((await query(one.url, 'select from pools')).rowCount, 1)
  assert.equal((await query(other.url, 'select from pools')).rowCount, 0)
})

test('databases asked for at the same moment share one template', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, testDatabase))

  const counts = await Promise.all(
    databases.map(async ({ url }) => (await query(url, 'select from leads')).rowCount),
  )

  assert.deepEqual(counts, [0, 0, 0, 0])
  await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()))
})

test('a database is gone after its test, also while something is still connected', async () => {
  const client = new pg.Client({ connectionString: await takeAndDrop() })

  await assert.rejects(client.connect(), { code: '3D000' })
})

async function takeAndDrop(): Promise<string> {
  await using database = await testDatabase()
  const lingering = new pg.Client({ connectionString: database.url })
  lingering.on('error', () => undefined)
  await lingering.connect()
  return database.url
}
