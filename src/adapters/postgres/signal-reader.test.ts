import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { scratchDatabase } from '../../../test/support/scratch-database.ts'
import type { ContactId } from '../../domain/ids.ts'
import type { SignalQuery } from '../../ports/signal-reader.ts'
import type { Db, Tx } from './connect.ts'
import { postgresSignalReader } from './signal-reader.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const MANY = 20_000
const [ANNA, BEN] = [randomUUID() as ContactId, randomUUID() as ContactId]

const minutes = (count: number) => new Date(NOON + count * 60_000)

/** Signals of one visitor or session, one a minute from `from` on, numbered by their value. */
async function signals(
  db: Db,
  of: { visitorId?: string; sessionId?: string },
  { from = 0, count }: { from?: number; count: number },
): Promise<void> {
  const { visitorId = null, sessionId = randomUUID() } = of
  await sql`
    insert into signals (id, visitor_id, session_id, source_key, type, at, received_at, value, details)
    select gen_random_uuid(), ${visitorId}::uuid, ${sessionId}::uuid, 'web-form', 'page-view',
      ${minutes(from)}::timestamptz + n * interval '1 minute',
      ${minutes(from)}::timestamptz + n * interval '1 minute', ${from}::integer + n, '{}'
    from generate_series(0, ${count}::integer - 1) n`.execute(db)
}

async function identified(db: Db, visitorId: string, contactId: ContactId, minute: number) {
  await db
    .insertInto('visitorIdentifications')
    .values({ visitorId, contactId, since: minutes(minute) } as never)
    .execute()
}

/** What the reader finds, as sorted numbers, and how many rows of signals the server touched for it. */
async function read(db: Db, query: Partial<SignalQuery> = {}) {
  await sql`analyze signals`.execute(db)
  return db.transaction().execute(async (tx) => {
    const before = await touchedBy(tx)
    const found = await postgresSignalReader(tx as Db).of({
      ...{ contactId: ANNA, sessionId: undefined, until: minutes(10 * MANY), ...query },
    })
    const numbers = found.map(({ value = -1 }) => value).sort((a, b) => a - b)
    return { numbers, touched: (await touchedBy(tx)) - before }
  })
}

/** Rows of signals; includes what the connection did before and has not told the server yet. */
async function touchedBy(tx: Tx): Promise<number> {
  const { rows } = await sql<{ touched: string }>`
    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as touched
    from pg_stat_xact_user_tables where relname = 'signals'`.execute(tx)
  return Number(rows[0]?.touched)
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)

test('of a visitor who sent tens of thousands the ends are read, and nothing in between', async () => {
  await using scratch = await scratchDatabase()
  const visitorId = randomUUID()
  await signals(scratch.db, { visitorId }, { count: MANY })
  await identified(scratch.db, visitorId, ANNA, 10)

  const { numbers, touched } = await read(scratch.db)

  assert.deepEqual(numbers, [...range(0, 100), ...range(MANY - 500, 500)])
  assert.ok(touched <= 2_000, `${touched} rows were touched`)
})

test('a lead of long ago costs no more for what its visitor did since', async () => {
  await using scratch = await scratchDatabase()
  const visitorId = randomUUID()
  // Beyond the week by which a signal may be late.
  await signals(scratch.db, { visitorId }, { count: 1_000 })
  await signals(scratch.db, { visitorId }, { from: 15_000, count: MANY })
  await identified(scratch.db, visitorId, ANNA, 10)

  const { numbers, touched } = await read(scratch.db, { until: minutes(999) })

  assert.deepEqual(numbers, [...range(0, 100), ...range(500, 500)])
  assert.ok(touched <= 2_000, `${touched} rows were touched`)
})

test('of a shared computer one’s own time is read, however much others did before and after', async () => {
  await using scratch = await scratchDatabase()
  const visitorId = randomUUID()
  const mine = MANY
  await signals(scratch.db, { visitorId }, { count: mine })
  await signals(scratch.db, { visitorId }, { from: mine + 1, count: 3 })
  await signals(scratch.db, { visitorId }, { from: mine + 15_000, count: MANY })
  await identified(scratch.db, visitorId, BEN, 0)
  await identified(scratch.db, visitorId, ANNA, mine)
  await identified(scratch.db, visitorId, BEN, mine + 10)

  const { numbers, touched } = await read(scratch.db)

  assert.deepEqual(numbers, range(mine + 1, 3))
  assert.ok(touched <= 2_000, `${touched} rows were touched`)
})

test('of a contact with hundreds of browsers the first and the latest are read', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const visitors = Array.from({ length: 300 }, () => randomUUID())
  for (const [index, visitorId] of visitors.entries()) {
    await signals(db, { visitorId }, { from: index * 10, count: 3 })
    await identified(db, visitorId, ANNA, index * 10 + 5)
  }

  const { numbers, touched } = await read(db)
  const before = await read(db, { until: minutes(1_000) })

  const ofVisitors = (places: readonly number[]) => places.flatMap((at) => range(at * 10, 3))
  assert.deepEqual(numbers, ofVisitors([...range(0, 5), ...range(280, 20)]))
  assert.ok(touched <= 500, `${touched} rows were touched`)
  // The hundred browsers of before the lead, and of the one after them what it did until then.
  const reached = before.numbers.filter((number) => number < 1_000)
  assert.deepEqual(reached.slice(0, 15), ofVisitors(range(0, 5)))
  assert.ok(before.numbers.every((number) => number <= 1_000))
})

test('a browser that goes to and fro between two is read within the same bounds', async () => {
  await using scratch = await scratchDatabase()
  const { db } = scratch
  const visitorId = randomUUID()
  await signals(db, { visitorId }, { count: 4_000 })
  for (const turn of range(0, 400)) {
    await identified(db, visitorId, turn % 2 === 0 ? ANNA : BEN, turn * 10)
  }

  const { numbers } = await read(db)

  const turnOf = (number: number) => Math.ceil(number / 10) - 1
  const turns = new Set(numbers.map((number) => Math.max(0, turnOf(number))))
  assert.deepEqual([...turns], [0, 2, 4, 6, 8, ...range(0, 20).map((latest) => 360 + latest * 2)])
})

test('of a visit without a visitor the ends are read as well', async () => {
  await using scratch = await scratchDatabase()
  const sessionId = randomUUID()
  await signals(scratch.db, { sessionId }, { count: 5_000 })
  await signals(scratch.db, {}, { count: 100 })

  const { numbers } = await read(scratch.db, { sessionId })

  assert.deepEqual(numbers, [...range(0, 100), ...range(4_500, 500)])
})

test('nothing is found of a person of whom nothing is known', async () => {
  await using scratch = await scratchDatabase()
  await signals(scratch.db, { visitorId: randomUUID() }, { count: 10 })

  assert.deepEqual((await read(scratch.db)).numbers, [])
})
