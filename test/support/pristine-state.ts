import pg from 'pg'
import { onConnection } from './on-connection.ts'

/** What a database that was just migrated looks like, and how one that was used becomes like it. */
export type PristineState = {
  /** Statements that take away what was written since, and bring back what the migrations wrote. */
  readonly restore: string
  /** Of its schema: another one means that something in it was made, changed or dropped. */
  readonly mark: string
  /** In bytes. */
  readonly size: number
}

/** A database that grew by more holds so many dead rows that it behaves unlike a new one. */
const MOST_GROWTH = 16 * 2 ** 20

/** Not in terms of names but of versions of catalog rows, which every change of the schema raises. */
const MARK = ['pg_namespace', 'pg_class', 'pg_attribute', 'pg_attrdef', 'pg_constraint']
  .concat('pg_index', 'pg_trigger', 'pg_proc', 'pg_type', 'pg_rewrite')
  .map((catalog) => `(select concat(count(*), ':', max(xmin::text::bigint)) from ${catalog})`)
  .join(", ' ', ")
const LOOK = `select concat(${MARK}) as mark, pg_database_size(current_database())::int as size`

type Look = Pick<PristineState, 'mark' | 'size'>

/** Reads it from a database that was migrated and not yet used. */
export async function pristineStateOf(url: string): Promise<PristineState> {
  return onConnection(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string; columns: string }>(`
      select format('%I.%I', nspname, relname) as name,
        string_agg(quote_ident(attname), ', ' order by attnum) as columns
      from pg_class
        join pg_namespace on pg_namespace.oid = relnamespace
        join pg_attribute on attrelid = pg_class.oid
      where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema'
        and attnum > 0 and not attisdropped and attgenerated = ''
      group by nspname, relname order by 1`)
    const written: string[] = []
    for (const table of tables) written.push(...(await insertOf(client, table)))
    const { rows: sequences } = await client.query<{ statement: string }>(`
      select format('select setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
        coalesce(last_value, start_value), last_value is not null) as statement
      from pg_sequences`)
    const statements = [
      'begin',
      // Neither foreign keys nor other triggers fire; what is left holds together as it did before.
      'set local session_replication_role = replica',
      ...tables.map(({ name }) => `delete from ${name}`),
      ...written,
      ...sequences.map(({ statement }) => statement),
      // Also what the server has counted of it: some tests look for deadlocks.
      'select pg_stat_reset()',
      'commit',
    ]
    return { restore: statements.join(';\n'), ...(await look(client)) }
  })
}

/** Brings back what the migrations wrote into a table; nothing for a table that was left empty. */
async function insertOf(client: pg.Client, table: { name: string; columns: string }) {
  const { name, columns } = table
  const { rows } = await client.query<{ data: string | null }>(
    `select json_agg(kept)::text as data from ${name} as kept`,
  )
  const data = rows[0]?.data
  if (data === undefined || data === null) return []
  const records = `json_populate_recordset(null::${name}, ${pg.escapeLiteral(data)})`
  return [
    `insert into ${name} (${columns}) overriding system value select ${columns} from ${records}`,
  ]
}

/**
 * Makes a used database like one that was just migrated. Resolves to false when it cannot be: its
 * schema is another one now, it has grown too large, or the user may not put triggers aside.
 */
export async function restorePristine(
  client: pg.ClientBase,
  state: PristineState,
): Promise<boolean> {
  const { mark, size } = await look(client)
  if (mark !== state.mark || size > state.size + MOST_GROWTH) return false
  try {
    await client.query(state.restore)
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return false
    throw error
  }
  return true
}

const INSUFFICIENT_PRIVILEGE = '42501'

async function look(client: pg.ClientBase): Promise<Look> {
  const { rows } = await client.query<Look>(LOOK)
  return rows[0] as Look
}
