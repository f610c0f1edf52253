import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive, run, temporaryDirectory, until, unusedPort } from '../support/processes.ts'
import { testDatabase } from '../support/test-database.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

test('with nothing but a data directory it starts, answers, and SIGTERM ends all of it', async () => {
  await using directory = await temporaryDirectory()
  const port = await unusedPort()
  await using product = run(MAIN, [], {
    cwd: directory.path,
    env: { PORT: `${port}`, STL_DATA_DIR: 'data' },
  })

  await product.says('Speed-to-Lead is running at')

  const note = join(directory.path, 'data/postgres/cluster/postmaster.pid')
  const server = Number.parseInt(readFileSync(note, 'utf8'), 10)
  assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
  product.child.kill('SIGTERM')
  assert.equal(await product.ended, 0)
  await until(() => !isAlive(server), 'the database server is gone')
})

test('with a database of yours no embedded one is started', async () => {
  await using directory = await temporaryDirectory()
  await using database = await testDatabase()
  const env = {
    PORT: `${await unusedPort()}`,
    STL_DATA_DIR: directory.path,
    DATABASE_URL: database.url,
  }
  await using product = run(MAIN, [], { cwd: directory.path, env })

  await product.says('Database: yours')

  assert.throws(() => readFileSync(join(directory.path, 'postgres')), { code: 'ENOENT' })
  product.child.kill('SIGINT')
  assert.equal(await product.ended, 0)
})

test('a database that cannot be used ends the start with where it was looked for', async () => {
  await using directory = await temporaryDirectory()
  const nowhere = await unusedPort()
  const start = async (databaseUrl: string) => {
    const env = {
      PORT: `${await unusedPort()}`,
      STL_DATA_DIR: directory.path,
      DATABASE_URL: databaseUrl,
    }
    await using product = run(MAIN, [], { cwd: directory.path, env })
    return { code: await product.ended, said: product.said() }
  }
  await using database = await testDatabase()
  const missing = new URL(database.url)
  missing.pathname = '/no-such-database'

  const silent = await start(`postgres://stl:hidden-word@localhost:${nowhere}/stl`)
  const wrong = await start(missing.href)

  assert.deepEqual([silent.code, wrong.code], [1, 1])
  assert.equal(
    silent.said,
    'Starting database (yours), gateway, worker ...\n' +
      `The database at localhost:${nowhere} cannot be used: ECONNREFUSED. ` +
      'Look whether it runs, and at DATABASE_URL.\n',
  )
  assert.match(
    wrong.said,
    /^Starting .+\nThe database at .+ cannot be used: .*"no-such-database".*\n$/,
  )
})

test('wrong settings end the start with a list of all of them and nothing else', async () => {
  await using directory = await temporaryDirectory()
  const env = { STL_DATA_DIR: directory.path, PORT: 'eighty', STL_ROLES: 'janitor' }
  await using product = run(MAIN, [], { cwd: directory.path, env })

  assert.equal(await product.ended, 1)

  assert.match(product.said(), /^These settings are wrong:\n {2}PORT: .+\n {2}STL_ROLES: .+\n$/)
})
