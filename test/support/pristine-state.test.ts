import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onConnection } from './on-connection.ts'
import { type PristineState, pristineStateOf, restorePristine } from './pristine-state.ts'
import { testDatabase } from './test-database.ts'

/** Every row of every table, with the place of every sequence. */
const everythingIn = (url: string) =>
  onConnection(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('public', 'pgboss') order by 1`)
    const { rows: sequences } = await client.query(
      'select sequencename, last_value from pg_sequences order by 1',
    )
    const found = new Map<string, unknown>([['sequences', sequences]])
    for (const { name } of tables) {
      const { rows } = await client.query(`select kept::text from ${name} as kept order by 1`)
      found.set(name, rows)
    }
    return found
  })

const happens = (url: string, ...statements: readonly string[]) =>
  onConnection(url, async (client) => {
    for (const statement of statements) await client.query(statement)
  })

const restore = (url: string, state: PristineState) =>
  onConnection(url, (client) => restorePristine(client, state))

test('a used database is made like a new one: rows, what migrations wrote, and sequences', async () => {
  await using database = await testDatabase()
  const { url } = database
  const state = await pristineStateOf(url)
  const before = await everythingIn(url)

  await happens(
    url,
    `insert into contacts (id, fields, lead_count) values (gen_random_uuid(), '{}', 0)`,
    `insert into match_feedback (contact_a, contact_b, same, by, at) values
      ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', true, 'me', now())`,
    `update event_log_place set version = 7`,
    `update pgboss.queue set updated_on = now() + interval '1 day'`,
    `delete from pgboss.queue where name = (select max(name) from pgboss.queue)`,
    `delete from kysely_migration`,
    'analyze',
  )
  assert.notDeepEqual(await everythingIn(url), before)
  assert.equal(await restore(url, state), true)

  assert.deepEqual(await everythingIn(url), before)
  assert.equal(await restore(url, state), true)
})

for (const change of [
  'alter table leads add column added_later integer',
  'drop table contacts cascade',
  'create index added_later on leads (state)',
  'alter table contacts alter column fields drop not null',
  'create function added_later() returns integer language sql as $$ select 1 $$',
  'alter function pgboss.create_queue(text, jsonb) cost 7',
  'create view added_later as select 1',
]) {
  test(`a database cannot be made like a new one after ${change}`, async () => {
    await using database = await testDatabase()
    const state = await pristineStateOf(database.url)
    await happens(database.url, change)

    assert.equal(await restore(database.url, state), false)
  })
}

test('nor after it has grown large', async () => {
  await using database = await testDatabase()
  const state = await pristineStateOf(database.url)
  await happens(
    database.url,
    `insert into contacts (id, fields, lead_count)
      select gen_random_uuid(), jsonb_build_object('k', repeat('x', 500)), 0
      from generate_series(1, 40000)`,
  )

  assert.equal(await restore(database.url, state), false)
})
