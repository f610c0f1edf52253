import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/migrate.ts'

/** A migrated, empty database that only one test uses; dropped when the test ends. */
export type TestDatabase = AsyncDisposable & { readonly url: string }

const ROOT = join(import.meta.dirname, '../..')

/**
 * A database of its own for each call, copied from a template that is migrated once for each
 * server and state of the migrations. Take it with `await using`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = await ensureTemplate()
  const name = `stl_test_${process.pid}_${randomUUID().replaceAll('-', '')}`
  await onServer((client) => client.query(`create database ${name} template ${template}`))
  return {
    url: urlOf(name),
    [Symbol.asyncDispose]: () =>
      onServer(async (client) => void (await client.query(`drop database ${name} with (force)`))),
  }
}

let template: Promise<string> | undefined

/** Once for each process; between processes the lock on the server decides who makes it. */
function ensureTemplate(): Promise<string> {
  template ??= makeTemplate()
  return template
}

/** Any number that nothing else on the server locks. */
const TEMPLATE_LOCK = 7_283_645

async function makeTemplate(): Promise<string> {
  const name = `stl_template_${await fingerprint()}`
  await onServer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 1) return
    // Renamed only when complete, so that an aborted run leaves no half-migrated template.
    const unfinished = `${name}_unfinished`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migrate(urlOf(unfinished))
    await client.query(`alter database ${unfinished} rename to ${name}`)
  })
  return name
}

/** Of everything that decides what a migrated database looks like. */
async function fingerprint(): Promise<string> {
  const migrations = (await readdir(join(ROOT, 'migrations'))).sort()
  const files = [
    ...migrations.map((name) => join('migrations', name)),
    'src/migrate.ts',
    'src/pipeline.ts',
    'src/domain/task.ts',
    'src/adapters/pgboss/boss.ts',
    'package.json',
  ]
  const digest = createHash('sha256')
  for (const file of files) digest.update(await readFile(join(ROOT, file)))
  return digest.digest('hex').slice(0, 16)
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(name: string): string {
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  return url.href
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (url) return url
  throw new Error(
    'This test needs PostgreSQL. Run it with "npm test -- <path>", which starts one, or set TEST_DATABASE_URL to a server where databases may be created.',
  )
}
