import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { cuttableDatabase } from '../../../test/support/cuttable-database.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { ALL_QUEUES } from '../../migrate.ts'
import { BOSS_SCHEMA } from './boss.ts'
import { releaseJobs } from './release-jobs.ts'

test('a connection that breaks meanwhile fails the release and does not end the process', async () => {
  await using database = await testDatabase()
  await using line = await cuttableDatabase(database.url)
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  await other.query('begin')
  await other.query(`lock table ${BOSS_SCHEMA}.job in access exclusive mode`)

  const releasing = assert.rejects(releaseJobs(line.url, ALL_QUEUES))
  await eventually('the release waits for the lock', async () => {
    const { rowCount } = await other.query(
      `select from pg_locks join pg_database d on d.oid = database
       where datname = current_database() and not granted`,
    )
    return rowCount === 1
  })
  await line.cut()

  await releasing
  await other.query('rollback')
  await other.end()
})
