import pg from 'pg'

const LEADS_PER_COMMIT = 256
const CONNECTIONS = 2

/**
 * The control of a journey: how many leads a second this PostgreSQL takes when all rows the
 * product has written for them are inserted into tables of the same shape, many rows at a time and
 * with nothing decided, asked or updated. Repeats for at least that many seconds.
 */
export async function bulkInsertRate(databaseUrl: string, seconds: number): Promise<number> {
  const connections = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS })
  // When the server goes, the query under way says so.
  connections.on('error', () => undefined)
  try {
    const tables = await copyTables(connections)
    const { rows } = await connections.query<{ leads: number }>(
      'select count(*)::int as leads from leads',
    )
    const leads = rows[0]?.leads ?? 0
    const commits = await commitsOf(connections, tables, Math.ceil(leads / LEADS_PER_COMMIT))
    return await insertFor(seconds, leads, commits, connections, tables)
  } finally {
    await connections.query('drop schema if exists control cascade')
    await connections.end()
  }
}

/** A table of the product, and the columns that are given and not computed. */
type Table = { readonly name: string; readonly columns: string }

async function copyTables(connections: pg.Pool): Promise<Table[]> {
  const { rows } = await connections.query<Table>(
    `select relname as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relkind = 'r' and relnamespace = 'public'::regnamespace
      and attnum > 0 and not attisdropped and attgenerated = ''
    group by relname`,
  )
  await connections.query('create schema control')
  for (const { name } of rows) {
    await connections.query(`create table control.${name} (like public.${name} including all)`)
  }
  return rows
}

/** One statement's worth of rows. */
type Insert = { readonly table: Table; readonly rows: string }

/** Spreads the rows of every table evenly over so many commits. */
async function commitsOf(
  connections: pg.Pool,
  tables: readonly Table[],
  count: number,
): Promise<Insert[][]> {
  const commits: Insert[][] = Array.from({ length: count }, () => [])
  for (const table of tables) {
    const { rows } = await connections.query<{ rows: string }>(
      `select json_agg(r)::text as rows
      from (select t.*, ntile(${count}) over (order by t.ctid) as "commit" from public.${table.name} t) r
      group by "commit" order by "commit"`,
    )
    for (const [index, { rows: chunk }] of rows.entries())
      commits[index]?.push({ table, rows: chunk })
  }
  return commits
}

async function insertFor(
  seconds: number,
  leads: number,
  commits: readonly Insert[][],
  connections: pg.Pool,
  tables: readonly Table[],
): Promise<number> {
  let busyMs = 0
  let rounds = 0
  while (busyMs < seconds * 1_000) {
    await connections.query(`truncate ${tables.map(({ name }) => `control.${name}`).join(', ')}`)
    const began = performance.now()
    const left = commits.values()
    await Promise.all(Array.from({ length: CONNECTIONS }, () => insertAll(left, connections)))
    busyMs += performance.now() - began
    rounds += 1
  }
  return (rounds * leads * 1_000) / busyMs
}

/** Several share the iterator, so each takes the next commit that is left. */
async function insertAll(left: Iterable<Insert[]>, connections: pg.Pool): Promise<void> {
  const client = await connections.connect()
  let intact = false
  try {
    for (const inserts of left) {
      await client.query('begin')
      for (const { table, rows } of inserts) {
        const { name, columns } = table
        await client.query({
          name: `insert ${name}`,
          text: `insert into control.${name} (${columns}) overriding system value
            select ${columns} from json_populate_recordset(null::control.${name}, $1)`,
          values: [rows],
        })
      }
      await client.query('commit')
    }
    intact = true
  } finally {
    client.release(!intact)
  }
}
