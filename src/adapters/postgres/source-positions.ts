import { sql } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import type { HeldSearch, SearchEnd, SourcePositions } from '../../ports/source-positions.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

type Claimed = {
  readonly sourceKey: string
  readonly seenUntil: Date
  readonly searchUntil: Date
  readonly page: string | null
}

/** What becomes of a row when its search is left in this way. */
const ENDS: Readonly<Record<SearchEnd, ReturnType<typeof sql>>> = {
  complete: sql`seen_until = search_until, search_until = null, page = null`,
  'to-go-on': sql`page = page`,
  'to-begin-anew': sql`page = null`,
}

/** Positions as rows, one for each source. */
export function postgresSourcePositions(db: Db): SourcePositions {
  return {
    claim: (sourceKeys, { holder, at, forMs }) =>
      translated(async () => {
        await sql`
          insert into source_positions (source_key, seen_until, due_at)
          select key, ${at}, ${at} from unnest(${[...sourceKeys]}::text[]) as k (key)
          on conflict do nothing`.execute(db)
        const { rows } = await sql<Claimed>`
          update source_positions set holder = ${holder},
            held_until = ${new Date(at.getTime() + forMs)},
            search_until = coalesce(search_until, ${at})
          where source_key = (
            select source_key from source_positions
            where source_key = any(${[...sourceKeys]}::text[]) and due_at <= ${at}
              and (held_until is null or held_until <= ${at})
            order by due_at limit 1 for update skip locked
          )
          returning source_key, seen_until, search_until, page`.execute(db)
        const [claimed] = rows
        return claimed && heldBy(holder, claimed)
      }),

    turnTo: (page, { sourceKey, holder }, heldUntil) =>
      translated(async () => {
        const turned = await db
          .updateTable('sourcePositions')
          .set({ page, heldUntil })
          .where('sourceKey', '=', sourceKey)
          .where('holder', '=', holder)
          .returning('sourceKey')
          .execute()
        if (turned.length === 0) throw new Overtaken('Another process goes on with this search')
      }),

    leave: ({ sourceKey, holder }, end, dueAt) =>
      translated(async () => {
        await sql`
          update source_positions
          set ${ENDS[end]}, due_at = ${dueAt}, holder = null, held_until = null
          where source_key = ${sourceKey} and holder = ${holder}`.execute(db)
      }),

    known: (sourceKey, dedupeKeys) =>
      translated(async () => {
        const { rows } = await sql<{ dedupeKey: string }>`
          select dedupe_key from leads where source_key = ${sourceKey}
            and dedupe_key = any(${[...dedupeKeys]}::text[])`.execute(db)
        return new Set(rows.map(({ dedupeKey }) => dedupeKey))
      }),
  }
}

function heldBy(holder: string, { sourceKey, seenUntil, searchUntil, page }: Claimed): HeldSearch {
  return { sourceKey, holder, since: seenUntil, until: searchUntil, page: page ?? undefined }
}
