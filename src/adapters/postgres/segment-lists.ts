import { sql } from 'kysely'
import type { ListAnswers, ListAsked } from '../../domain/segments/judge-segments.ts'
import type { SegmentLists } from '../../ports/segment-lists.ts'
import type { Db } from './connect.ts'
import { grouped } from './grouped.ts'

/** Lists as rows, each value found by the key; look-ups at once share a statement. */
export function postgresSegmentLists(db: Db): SegmentLists {
  const lookUp = grouped((all: readonly (readonly ListAsked[])[]) => findAll(db, all))
  return { lookUp: async (asked) => (asked.length === 0 ? new Map() : lookUp(asked)) }
}

type Hit = {
  readonly asker: number
  readonly segment: string
  readonly version: number
  readonly member: boolean
}

async function findAll(
  db: Db,
  all: readonly (readonly ListAsked[])[],
): Promise<readonly ListAnswers[]> {
  const rows = all.flatMap((asked, asker) => asked.map((one) => ({ ...one, asker })))
  const hits = await sql<Hit>`
    select a.asker, a.segment, v.version, exists (
      select from segment_entries e where e.version = v.version and e.value = a.value
    ) as member
    from unnest(
      ${rows.map(({ asker }) => asker)}::integer[], ${rows.map(({ segment }) => segment)}::text[],
      ${rows.map(({ field }) => field)}::text[], ${rows.map(({ value }) => value)}::text[]
    ) as a (asker, segment, field, value)
    join segment_versions v on v.segment = a.segment and v.field = a.field
      and v.loaded_at is not null and v.replaced_at is null`.execute(db)
  const byAsker = Map.groupBy(hits.rows, ({ asker }) => asker)
  return all.map((_, asker) => {
    const found = byAsker.get(asker) ?? []
    return new Map(found.map(({ segment, version, member }) => [segment, { version, member }]))
  })
}
