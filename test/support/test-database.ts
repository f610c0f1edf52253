import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/migrate.ts'
import { onConnection } from './on-connection.ts'
import { type PristineState, pristineStateOf, restorePristine } from './pristine-state.ts'

/** A migrated, empty database that only one test uses; gone when the test ends. */
export type TestDatabase = AsyncDisposable & {
  readonly url: string
  /** Makes it like new on this connection to it; false when it cannot be, and must be given back. */
  restore(client: pg.ClientBase): Promise<boolean>
}

const ROOT = join(import.meta.dirname, '../..')

/**
 * A database of its own for each call, like one that was just migrated. Take it with `await using`.
 *
 * To make and to drop a database costs ten times as much as to empty one. So one whose test has
 * ended is emptied and kept under another name, for any test of any process that asks next; where
 * that does not do, because the test has changed its schema, it is dropped. New ones are copied
 * from a template that is migrated once for each server and state of the migrations.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = await ensureTemplate()
  const name = `stl_test_${process.pid}_${randomUUID().replaceAll('-', '')}`
  if (!(await takeKept(template, name))) {
    await onServer((server) => server.query(`create database ${name} template ${template.name}`))
  }
  return {
    url: urlOf(name),
    restore: (client) => restorePristine(client, template.state),
    [Symbol.asyncDispose]: () => giveBack(template, name),
  }
}

/** Whether there was one to take; two that want the same one cannot both rename it. */
async function takeKept(template: Template, name: string): Promise<boolean> {
  return onServer(async (server) => {
    const { rows } = await server.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1) order by random()',
      [template.kept],
    )
    for (const { datname } of rows) {
      if (await renamed(server, datname, name)) return true
    }
    return false
  })
}

async function giveBack(template: Template, name: string): Promise<void> {
  // Whoever still has the old name finds nothing there, as after a drop.
  const emptied = name.replace('stl_test', 'stl_emptied')
  await onServer(async (server) => {
    await server.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1',
      [name],
    )
    if (!(await renamed(server, name, emptied))) return drop(server, name)
    const restored = await onConnection(urlOf(emptied), (client) =>
      restorePristine(client, template.state),
    )
    if (!restored) return drop(server, emptied)
    await server.query(
      `alter database ${emptied} rename to ${template.kept}${randomUUID().replaceAll('-', '')}`,
    )
  })
}

/** `invalid_catalog_name`, `object_in_use`: it is gone, or somebody has connected to it meanwhile. */
const TAKEN = ['3D000', '55006']

async function renamed(server: pg.ClientBase, from: string, to: string): Promise<boolean> {
  try {
    await server.query(`alter database ${from} rename to ${to}`)
    return true
  } catch (error) {
    if (TAKEN.includes((error as { code?: string }).code ?? '')) return false
    throw error
  }
}

async function drop(server: pg.ClientBase, name: string): Promise<void> {
  await server.query(`drop database ${name} with (force)`)
}

type Template = {
  readonly name: string
  /** How the names of databases begin that were copied from it and are free. */
  readonly kept: string
  readonly state: PristineState
}

let template: Promise<Template> | undefined

/** Once for each process; between processes the lock on the server decides who makes it. */
function ensureTemplate(): Promise<Template> {
  template ??= makeTemplate()
  return template
}

/** Any number that nothing else on the server locks. */
const TEMPLATE_LOCK = 7_283_645

async function makeTemplate(): Promise<Template> {
  const mark = await fingerprint()
  const name = `stl_template_${mark}`
  const state = await onConnection(serverUrl(), async (server) => {
    await server.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const made = await stateOfTemplate(server, name)
    if (made !== undefined) return made
    // Renamed only when complete, so that an aborted run leaves no half-migrated template.
    const unfinished = `${name}_unfinished`
    await server.query(`drop database if exists ${unfinished} with (force)`)
    await server.query(`create database ${unfinished}`)
    await migrate(urlOf(unfinished))
    const state = await pristineStateOf(urlOf(unfinished))
    const comment = pg.escapeLiteral(JSON.stringify(state))
    await server.query(`comment on database ${unfinished} is ${comment}`)
    await server.query(`alter database ${unfinished} rename to ${name}`)
    return state
  })
  return { name, kept: `stl_kept_${mark}_`, state }
}

/** A template tells it as its comment, which needs no connection to it: they would forbid copies. */
async function stateOfTemplate(server: pg.ClientBase, name: string) {
  const { rows } = await server.query<{ state: string }>(
    `select shobj_description(oid, 'pg_database') as state from pg_database where datname = $1`,
    [name],
  )
  return rows[0] && (JSON.parse(rows[0].state) as PristineState)
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
    'test/support/pristine-state.ts',
  ]
  const digest = createHash('sha256')
  for (const file of files) digest.update(await readFile(join(ROOT, file)))
  return digest.digest('hex').slice(0, 16)
}

let connections: pg.Pool | undefined

/** On one of a few connections that the process keeps: to open one takes as long as to empty a database. */
async function onServer<T>(work: (server: pg.ClientBase) => Promise<T>): Promise<T> {
  connections ??= new pg.Pool({ connectionString: serverUrl(), max: 4, allowExitOnIdle: true })
  const server = await connections.connect()
  try {
    return await work(server)
  } finally {
    server.release()
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
