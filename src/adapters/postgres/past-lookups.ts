import { sql } from 'kysely'
import { type NamedKind, nameFrom } from '../../domain/attribution.ts'
import type { Configuration, Documents } from '../../domain/documents/documents.ts'
import type { Lookups } from '../../domain/simulation/lookups.ts'
import type { Db } from './connect.ts'
import { storedDocuments } from './stored-documents.ts'

/** Documents by their revision, read once each, and the names of adverts. */
export type PastLookups = Lookups & {
  /** Reads those of these revisions that are not known yet. */
  load(revisions: readonly number[]): Promise<void>
  readonly known: ReadonlyMap<number, Configuration>
}

/** Names are as they were looked up by now: since when each was known is not kept. */
export async function pastLookups(db: Db): Promise<PastLookups> {
  const known = new Map<number, Configuration>()
  const names = await readNames(db)
  return {
    known,
    configuration(revision) {
      const found = known.get(revision)
      if (found === undefined) throw new Error(`Revision ${revision} was not loaded`)
      return found
    },
    nameFor: ({ documents }) =>
      nameFrom(documents.attribution, (kind, id) => names.get(`${kind} ${id}`)),
    async load(revisions) {
      const missing = [...new Set(revisions)].filter((revision) => !known.has(revision))
      if (missing.length === 0) return
      const { rows } = await sql<{ revision: number; documents: Documents }>`
        select revision, documents from configurations
        where revision = any(${missing}::integer[])`.execute(db)
      for (const { revision, documents } of rows) {
        known.set(revision, { revision, documents: storedDocuments(documents) })
      }
    },
  }
}

async function readNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ kind: NamedKind; id: string; name: string }>`
    select distinct on (kind, id) kind, id, name from campaign_names where name is not null
    order by kind, id, asked_at desc`.execute(db)
  return new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]))
}
