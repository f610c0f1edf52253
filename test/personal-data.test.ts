import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { busyDay, PERSONAL } from './support/busy-day.ts'

/** The columns that are erased with a person. Whatever is not here must say nothing about them. */
const ERASABLE = new Set([
  'deliveries.headers',
  'deliveries.body',
  'lead_parts.content',
  'lead_parts.campaign',
  'identities.value',
  'contacts.fields',
  'contact_values.value',
  'notifications.title',
  'notifications.lines',
  'crm_links.last_seen',
  'crm_contacts.fields',
  'review_items.details',
  'signals.details',
  'enrichment_cache.answer',
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

test('what people wrote stands in erasable columns only: not in events, ledger, tasks or jobs', async () => {
  await using product = await busyDay()

  // Not the product's own connections, which are set up for look-ups by key.
  const client = new pg.Client(product.databaseUrl)
  await client.connect()
  const all = await columns(client)
  const personal: string[] = []
  for (const column of all) if (await isPersonal(column, client)) personal.push(nameOf(column))
  await client.end()

  for (const known of ['deliveries.body', 'lead_parts.content', 'contact_values.value']) {
    assert.ok(personal.includes(known), `the check does not see ${known}`)
  }
  assert.ok(all.map(nameOf).includes('job_common.data'), 'the check does not see the queue')
  assert.deepEqual(
    personal.filter((name) => !ERASABLE.has(name)),
    [],
  )
})
