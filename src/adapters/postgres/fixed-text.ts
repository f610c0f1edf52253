import { type RawBuilder, sql } from 'kysely'
import { IDENTITY_KINDS } from '../../domain/contact.ts'
import type { Tables } from './tables.ts'

/**
 * Statements whose text does not depend on how many rows they are about. Such a text is prepared
 * once for each connection (see `connect.ts`) instead of being planned for every batch.
 */

/** Any of these, as `where('id', '=', anyOf(ids))`. All are uuids. */
export const anyOf = <T extends string>(ids: readonly T[]): RawBuilder<T> =>
  sql<T>`any(${[...ids]}::uuid[])`

/** Identities of these values. By kind as well, or the index is of no use and all of them are read. */
export const isKeyOf = (values: readonly string[]): RawBuilder<boolean> =>
  sql`(kind = any(${[...IDENTITY_KINDS]}::text[]) and value = any(${[...values]}::text[]))`

/**
 * Inserts rows, which all name the same columns; values are given as they stand in JSON. `ending`
 * is what follows: what to do on a conflict, and what to give back.
 */
export function insertAll<R = never>(
  table: keyof Tables,
  rows: readonly Readonly<Record<string, unknown>>[],
  ending: RawBuilder<unknown> = sql``,
): RawBuilder<R> {
  const names = Object.keys(rows[0] ?? {})
  const columns = sql.join(names.map((name) => sql.ref(name)))
  const into = sql.table(table)
  const json = JSON.stringify(rows.map(renamed(names)))
  return sql<R>`
    insert into ${into} (${columns}) select ${columns}
    from jsonb_populate_recordset(null::${into}, ${json}::jsonb) ${ending}`
}

/** What `do update set` says of columns that become what was to be inserted. */
export const overwritten = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))

/**
 * Gives values of these names the names of their columns. In a loop, because it is run for thousands of
 * rows a second, and lists of pairs take two to four times as long.
 */
function renamed(names: readonly string[]) {
  const columns = names.map((name) => [name, snakeCaseOf(name)] as const)
  return (row: Readonly<Record<string, unknown>>) => {
    const written: Record<string, unknown> = {}
    for (const [name, column] of columns) written[column] = row[name]
    return written
  }
}

/** Names of columns are few and come with every row. */
const snakeCases = new Map<string, string>()

function snakeCaseOf(name: string): string {
  const known = snakeCases.get(name)
  if (known !== undefined) return known
  const found = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  snakeCases.set(name, found)
  return found
}
