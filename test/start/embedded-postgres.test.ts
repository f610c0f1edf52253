import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.ts'
import { isAlive, type Running, run, temporaryDirectory, until } from '../support/processes.ts'

const HOLD = join(import.meta.dirname, 'hold-database.ts')
const isRoot = process.geteuid?.() === 0
const NOBODY = { uid: 65_534, gid: 65_534 }

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** What the process that holds the database says about it. */
async function address(holder: Running): Promise<{ url: string; cluster: string; pid: number }> {
  await holder.says(/at \S+ in \S+ end/)
  const [, url = '', cluster = ''] = holder.said().match(/at (\S+) in (\S+) end/) ?? []
  return { url, cluster, pid: await serverPid(cluster) }
}

async function serverPid(cluster: string): Promise<number> {
  return Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8'), 10)
}

/** Making a cluster takes a second or two, so tests that only need some cluster share this one. */
const shared = await temporaryDirectory()
after(() => shared[Symbol.asyncDispose]())

test('the first start makes a private database, later ones find it, the last one out stops it', async () => {
  await using directory = await temporaryDirectory()
  const options = { dataDir: directory.path, log: silent }

  const one = await startEmbeddedPostgres(options)
  await query(one.url, 'create table leads as select 7 as id')
  const other = await startEmbeddedPostgres(options)
  const pid = await serverPid(one.cluster)
  await one.leave()

  assert.equal(other.url, one.url)
  assert.deepEqual(await query(other.url, 'select id from leads'), [{ id: 7 }])
  const settings = await query(
    other.url,
    "select current_setting('listen_addresses') as host, current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('max_connections') as connections",
  )
  assert.deepEqual(settings, [
    { host: '127.0.0.1', sockets: '', fsync: 'on', commit: 'on', connections: '300' },
  ])
  const { mode } = await stat(join(directory.path, 'postgres', 'password'))
  assert.equal(mode & 0o777, 0o600)
  await assert.rejects(query(other.url.replace(/:[0-9a-f]+@/, ':guess@'), 'select 1'), {
    code: '28P01',
  })

  await other.leave()

  assert.equal(isAlive(pid), false)
  const again = await startEmbeddedPostgres(options)
  assert.deepEqual(await query(again.url, 'select id from leads'), [{ id: 7 }])
  assert.equal(again.url, one.url)
  await again.leave()
})

test('two first starts at the same moment share one server', async () => {
  await using directory = await temporaryDirectory()
  await using one = run(HOLD, [directory.path])
  await using other = run(HOLD, [directory.path])

  const [first, second] = [await address(one), await address(other)]

  assert.deepEqual(first, second)
  one.child.kill('SIGTERM')
  other.child.kill('SIGTERM')
  assert.deepEqual([await one.ended, await other.ended], [0, 0])
  assert.equal(isAlive(first.pid), false)
})

test('after kill -9 of its only user the server goes on, and the next start joins it', async () => {
  await using first = run(HOLD, [shared.path])
  const before = await address(first)

  first.child.kill('SIGKILL')
  await first.ended
  await using second = run(HOLD, [shared.path])
  const after = await address(second)

  assert.deepEqual(after, before)
  second.child.kill('SIGTERM')
  assert.equal(await second.ended, 0)
  assert.equal(isAlive(before.pid), false)
})

test('Ctrl-C in the terminal does not end the server', async () => {
  await using holder = run(HOLD, [shared.path], { detached: true })
  const { url, pid } = await address(holder)

  // As the terminal does: to every process of the group.
  process.kill(-holder.pid, 'SIGINT')

  assert.equal(await holder.ended, 'SIGINT')
  assert.equal((await query(url, 'select 1')).length, 1)
  const next = await startEmbeddedPostgres({ dataDir: shared.path, log: silent })
  await next.leave()
  assert.equal(isAlive(pid), false)
})

test('a server that was killed is started again under the same address, with all commits', async () => {
  await using holder = run(HOLD, [shared.path])
  const { url, cluster, pid } = await address(holder)
  await query(url, 'create table kept as select 7 as id')

  process.kill(pid, 'SIGKILL')
  await holder.says('has died and is started again')
  await until(
    () =>
      query(url, 'select 1').then(
        () => true,
        () => false,
      ),
    'it answers again',
  )

  assert.deepEqual(await query(url, 'select id from kept'), [{ id: 7 }])
  assert.notEqual(await serverPid(cluster), pid)
  holder.child.kill('SIGTERM')
  assert.equal(await holder.ended, 0)
})

test('the note of a dead server whose process id now is another process does not stop the start', async () => {
  const options = { dataDir: shared.path, log: silent }
  const first = await startEmbeddedPostgres(options)
  const note = join(first.cluster, 'postmaster.pid')
  const content = await readFile(note, 'utf8')
  await first.leave()
  const { uid, gid } = await stat(first.cluster)
  await using other = run(
    '--eval',
    ['setInterval(() => {}, 1000)'],
    isRoot ? { uid, gid, cwd: '/' } : {},
  )
  await writeFile(note, content.replace(/^\d+/, `${other.pid}`))

  const second = await startEmbeddedPostgres(options)

  assert.equal(second.url, first.url)
  assert.equal(isAlive(other.pid), true)
  await second.leave()
})

test('a port that somebody took meanwhile is left to them', async () => {
  const options = { dataDir: shared.path, log: silent }
  const first = await startEmbeddedPostgres(options)
  await first.leave()
  const intruder = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  await once(intruder, 'listening')

  const second = await startEmbeddedPostgres(options)

  assert.notEqual(second.url, first.url)
  assert.equal((await query(second.url, 'select 1')).length, 1)
  await second.leave()
  intruder.close()
})

test('a database of another major version is refused, and says what to do', async () => {
  const options = { dataDir: shared.path, log: silent }
  const { cluster, leave } = await startEmbeddedPostgres(options)
  await leave()
  const version = join(cluster, 'PG_VERSION')
  const major = await readFile(version, 'utf8')
  await writeFile(version, '14\n')

  await assert.rejects(startEmbeddedPostgres(options), {
    code: 'embedded-database-of-another-version',
    message: /PostgreSQL 14.*DATABASE_URL/,
  })

  await writeFile(version, major)
})

test('a data directory that cannot be written is refused', async () => {
  await using directory = await temporaryDirectory()
  const dataDir = join(directory.path, 'file', 'data')
  await writeFile(join(directory.path, 'file'), '')

  await assert.rejects(startEmbeddedPostgres({ dataDir, log: silent }), {
    code: 'data-directory-not-writable',
  })
})

test('below a private home root keeps the cluster in a system directory and points to it', {
  skip: isRoot ? false : 'needs root',
}, async () => {
  await using directory = await temporaryDirectory()
  const home = join(directory.path, 'home')
  const dataDir = join(home, 'data')
  await mkdir(home, { mode: 0o700 })
  const options = { dataDir, log: silent, durable: false }

  const first = await startEmbeddedPostgres(options)
  await first.leave()
  const second = await startEmbeddedPostgres(options)
  await second.leave()
  await rm(dirname(first.cluster), { recursive: true })

  assert.equal(second.url, first.url)
  assert.equal(first.cluster.startsWith('/var/lib/speed-to-lead/'), true)
  assert.equal((await stat(home)).mode & 0o777, 0o700)
  await assert.rejects(startEmbeddedPostgres(options), { code: 'embedded-database-missing' })
})

test('an ordinary user runs it as themselves', {
  skip: isRoot ? reachableByNobody() : 'the other tests show it',
}, async () => {
  await using directory = await temporaryDirectory()
  await chmod(directory.path, 0o777)
  await using holder = run(HOLD, [join(directory.path, 'data')], { ...NOBODY, cwd: '/' })

  const { url, cluster, pid } = await address(holder)

  assert.equal((await stat(cluster)).uid, NOBODY.uid)
  assert.equal((await query(url, 'select 1')).length, 1)
  holder.child.kill('SIGTERM')
  assert.equal(await holder.ended, 0)
  assert.equal(isAlive(pid), false)
})

function reachableByNobody(): string | false {
  const tried = spawnSync(process.execPath, ['--check', HOLD], { ...NOBODY, cwd: '/' })
  return tried.status === 0 ? false : 'an ordinary user cannot reach this checkout'
}

test('nothing but the cluster, its password and its port is left behind', async () => {
  const server = await startEmbeddedPostgres({ dataDir: shared.path, log: silent })

  await server.leave()

  const left = await readdir(join(shared.path, 'postgres'))
  assert.deepEqual(left.sort(), ['cluster', 'password', 'port', 'users'])
  assert.deepEqual(await readdir(join(shared.path, 'postgres', 'users')), [])
  assert.equal(existsSync(join(server.cluster, 'postmaster.pid')), false)
})
