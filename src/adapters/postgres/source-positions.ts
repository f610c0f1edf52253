import { sql } from 'kysely'
import { Overtaken } from '../../domain/failure.ts'
import type { HeldSearch, SearchEnd, SourcePositions } from '../../ports/source-positions.ts'
import { claimDue } from './claim-due.ts'
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
    claim: (sourceKeys, by) =>
      translated(async () => {
        await sql`
          insert into source_positions (source_key, seen_until, due_at)
          select key, ${by.at}, ${by.at} from unnest(${[...sourceKeys]}::text[]) as k (key)
          on conflict do nothing`.execute(db)
        const what = {
          table: 'source_positions',
          set: sql`search_until = coalesce(search_until, ${by.at})`,
          columns: sql`source_key, seen_until, search_until, page`,
        }
        const claimed = await claimDue<Claimed>(db, what, sourceKeys, by)
        return claimed && heldBy(by.holder, claimed)
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
