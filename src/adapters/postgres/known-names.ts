import { sql } from 'kysely'
import type { NamedId } from '../../domain/attribution.ts'
import type { KnownNames } from '../../ports/known-names.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

type Row = NamedId & { readonly name: string }

/** The names vendors gave, by id. Where two accounts name the same id, the one asked last counts. */
export function postgresKnownNames(db: Db): KnownNames {
  return {
    async of(ids) {
      if (ids.length === 0) return () => undefined
      const rows = await translated(() => found(db, ids))
      const names = new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]))
      return (kind, id) => names.get(`${kind} ${id}`)
    },
  }
}

async function found(db: Db, ids: readonly NamedId[]): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select distinct on (n.kind, n.id) n.kind, n.id, n.name
    from unnest(${ids.map(({ kind }) => kind)}::text[], ${ids.map(({ id }) => id)}::text[])
      as said (kind, id)
    join campaign_names n on n.kind = said.kind and n.id = said.id
    where n.name is not null
    order by n.kind, n.id, n.asked_at desc`.execute(db)
  return rows
}
