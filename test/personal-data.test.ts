import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { DELIVERY_COLUMNS } from '../src/adapters/postgres/person-deliveries.ts'
import { personalPlaces } from '../src/adapters/postgres/personal-places.ts'
import { busyDay, PERSONAL, WRITERS } from './support/busy-day.ts'
import { eventually } from './support/eventually.ts'
import { assertNothingLostOrTwice } from './support/nothing-twice.ts'
import { sumOfEvents } from './support/sum-of-events.ts'
import { testDatabase } from './support/test-database.ts'
import type { TestProduct } from './support/test-product.ts'

/** The columns that are erased with a person. Whatever is not here must say nothing about them. */
const ERASABLE = new Set([
  ...DELIVERY_COLUMNS.map((column) => `deliveries.${column}`),
  ...personalPlaces.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)),
])

type Column = { readonly schema: string; readonly table: string; readonly column: string }

const nameOf = ({ table, column }: Column) => `${table}.${column}`

/** Every column of our tables and the queue's. */
async function columns(client: pg.Client): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(`
    select n.nspname as "schema", c.relname as "table", a.attname as "column"
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid
    where n.nspname in ('public', 'pgboss') and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped`)
  return rows
}

async function isPersonal({ schema, table, column }: Column, client: pg.Client) {
  const value = column === 'body' ? `convert_from(body, 'UTF8')` : `"${column}"::text`
  const patterns = PERSONAL.map((text) => `%${text}%`)
  const { rowCount } = await client.query(
    `select from "${schema}"."${table}" where ${value} ilike any ($1) limit 1`,
    [patterns],
  )
  return rowCount === 1
}

/** Every column with something in it that a person of the busy day wrote. */
async function personalColumns(databaseUrl: string) {
  // Not the product's own connections, which are set up for look-ups by key.
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const all = await columns(client)
  const personal: string[] = []
  for (const column of all) if (await isPersonal(column, client)) personal.push(nameOf(column))
  await client.end()
  return { all: all.map(nameOf), personal }
}

/** To live through it takes longer than to look at it, so all of them look at one, the last takes it away. */
describe('after a busy day', () => {
  let product: TestProduct
  before(async () => {
    product = await busyDay()
  })
  after(() => product?.[Symbol.asyncDispose]())

  test('the row of every lead is the sum of its events', async () => {
    const ids = await product.db.selectFrom('leads').select('id').orderBy('id').execute()

    const states = new Set<string>()
    for (const { id } of ids) {
      const lead = await product.lead(id)
      assert.deepEqual(await sumOfEvents(product, lead), lead)
      states.add(lead.state)
    }

    const ends = ['assigned', 'attached', 'quarantined', 'rejected', 'waiting']
    assert.deepEqual([...states].sort(), ends)
  })

  test('what people wrote stands in erasable columns only: not in events, ledger, tasks or jobs', async () => {
    const { all, personal } = await personalColumns(product.databaseUrl)

    for (const known of [
      ...['deliveries.body', 'lead_parts.content', 'contact_values.value'],
      ...['conversations.content', 'conversation_messages.text'],
      ...['consents.key', 'consents.address'],
    ]) {
      assert.ok(personal.includes(known), `the check does not see ${known}`)
    }
    assert.ok(all.includes('job_common.data'), 'the check does not see the queue')
    assert.deepEqual(
      personal.filter((name) => !ERASABLE.has(name)),
      [],
    )
  })

  test('after an erase nothing of a person is left anywhere, and everything still adds up', async () => {
    const counted = await figures(product)

    for (const email of WRITERS) {
      const { status, body } = await product.api('POST', '/v1/privacy/erase', { email })
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal((body as { erased: boolean }).erased, true, email)
    }
    assert.deepEqual((await personalColumns(product.databaseUrl)).personal, [])

    await product.forward(61_000)
    await eventually('the erasures to be finished', async () => {
      const open = await product.db
        .selectFrom('erasures')
        .select('id')
        .where('finishedAt', 'is', null)
        .execute()
      return open.length === 0
    })
    assert.deepEqual((await personalColumns(product.databaseUrl)).personal, [])
    assert.deepEqual(await figures(product), counted)
    for (const { id } of await product.db.selectFrom('leads').select('id').execute()) {
      const lead = await product.lead(id)
      assert.equal(lead.state, 'erased')
      assert.deepEqual(await sumOfEvents(product, lead), lead)
    }
    await assertNothingLostOrTwice(product.db)
    assert.deepEqual(await product.db.selectFrom('contactJoins').selectAll().execute(), [])
    assert.deepEqual(await product.db.selectFrom('matchFeedback').selectAll().execute(), [])
  })
})

test('every place that is erased exists', async () => {
  await using database = await testDatabase()

  const { all } = await personalColumns(database.url)

  assert.deepEqual(
    [...ERASABLE].filter((name) => !all.includes(name)),
    [],
  )
})

/** What is counted must be what it was: leads, picks, and how fast they were. */
async function figures({ db }: TestProduct) {
  const count = (table: 'leads' | 'poolLedger' | 'assignments') =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst()
  const times = await db
    .selectFrom('leads')
    .select(['id', 'decidedAt', 'acknowledgedAt', 'firstContactAt', 'outcome'])
    .orderBy('id')
    .execute()
  return [await count('leads'), await count('poolLedger'), await count('assignments'), times]
}
