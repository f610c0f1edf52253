import { type RawBuilder, sql } from 'kysely'
import type { Db } from './connect.ts'

/** Who asks for work at a source, at what time, and how long nobody else shall have it. */
export type Claimant = { readonly holder: string; readonly at: Date; readonly forMs: number }

type What = {
  /** A table with a row for each source: `source_key`, `due_at`, `holder`, `held_until`. */
  readonly table: string
  /** Further columns that a claim sets. */
  readonly set?: RawBuilder<unknown>
  /** The columns that are read. */
  readonly columns: RawBuilder<unknown>
}

/**
 * Claims the row of the source that has been due the longest and that nobody holds. Undefined when there
 * is none. Of two who ask at once each gets another row.
 */
export async function claimDue<Row>(
  db: Db,
  { table, set, columns }: What,
  sourceKeys: readonly string[],
  { holder, at, forMs }: Claimant,
): Promise<Row | undefined> {
  const rows = sql.table(table)
  const { rows: claimed } = await sql<Row>`
    update ${rows} set holder = ${holder}, held_until = ${new Date(at.getTime() + forMs)}
      ${set === undefined ? sql`` : sql`, ${set}`}
    where source_key = (
      select source_key from ${rows}
      where source_key = any(${[...sourceKeys]}::text[]) and due_at <= ${at}
        and (held_until is null or held_until <= ${at})
      order by due_at limit 1 for update skip locked
    )
    returning ${columns}`.execute(db)
  return claimed[0]
}
