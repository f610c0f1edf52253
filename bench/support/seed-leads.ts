import type pg from 'pg'

/** Tables whose rows do not belong to single leads, or hang together in one chain. */
const LEFT_OUT = [
  'kysely_migration',
  'kysely_migration_lock',
  'configurations',
  'api_tokens',
  'processes',
  'pools',
  'pool_ledger',
  'dead_letters',
]
/** What a copy says instead: it is long over, so nobody has to do anything about it. */
const IN_COPIES: Readonly<Record<string, string>> = {
  'assignments.status': `'closed'`,
  'tasks.state': `'done'`,
  'leads.dedupe_key': `t.dedupe_key || ':' || k`,
  'identities.value': `t.value || '.' || k`,
  // Other people, so with keys of their own.
  'contact_keys.key': 't.key + k',
  'contact_index.keys': 'array(select own + k from unnest(t.keys) own)',
}
const COPIES_AT_ONCE = 20

/**
 * Fills a database that has some real leads up to that many, by copying all that belongs to them
 * under other ids and identities. The ids stay in the order of time. Nothing else may write.
 */
export async function seedLeads(db: pg.Client, upTo: number): Promise<void> {
  await db.query('create schema if not exists seed')
  const tables = await tablesOf(db)
  for (const { name } of tables) {
    await db.query(`create table if not exists seed.${name} as select * from public.${name}`)
  }
  const real = await count(db, 'seed.leads')
  let copies = Math.round((await count(db, 'public.leads')) / real)
  while (copies * real < upTo) {
    const last = Math.min(copies + COPIES_AT_ONCE, Math.ceil(upTo / real))
    for (const table of tables) await db.query(copyStatement(table), [copies + 1, last])
    copies = last
  }
  await db.query('vacuum analyze')
}

type Table = { readonly name: string; readonly columns: Readonly<Record<string, string>> }

/** The tables to copy, with the type of each column that is given and not computed. */
async function tablesOf(db: pg.Client): Promise<Table[]> {
  const { rows } = await db.query<Table>(
    `select relname as name, json_object_agg(attname, atttypid::regtype) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all($1)
      and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' and atttypid <> 'xid8'::regtype
    group by relname`,
    [LEFT_OUT],
  )
  return rows
}

async function count(db: pg.Client, table: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`select count(*)::int from ${table}`)
  return rows[0]?.count ?? 0
}

function copyStatement({ name, columns }: Table): string {
  const names = Object.keys(columns)
  const values = names.map((column) => copiedValue(`${name}.${column}`, column, columns[column]))
  return `insert into public.${name} (${names.join(', ')}) select ${values.join(', ')}
    from generate_series($1::int, $2::int) k cross join seed.${name} t on conflict do nothing`
}

function copiedValue(path: string, column: string, type: string | undefined): string {
  const special = IN_COPIES[path]
  if (special !== undefined) return special
  // The first 12 digits are the time; the rest of an id only has to be another one.
  return type === 'uuid'
    ? `(left(replace(t.${column}::text, '-', ''), 12) || left(md5(t.${column}::text || k), 20))::uuid`
    : `t.${column}`
}
