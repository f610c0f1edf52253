import type { Selectable } from 'kysely'
import * as z from 'zod'
import type { Configuration } from '../../domain/documents/documents.ts'
import { Unavailable } from '../../domain/failure.ts'
import type { ConfigurationHistory, RevisionRow } from '../../ports/configuration-history.ts'
import type { ConfigurationTables } from './configuration-tables.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'
import { storedDocuments } from './stored-documents.ts'
import { withoutNulls } from './without-nulls.ts'

const Place = z.tuple([z.int()])
const COLUMNS = ['revision', 'appliedAt', 'appliedBy', 'message', 'draft', 'restores'] as const
const MOST_SINCE = 20
/** Above every revision. */
const MOST = 2_147_483_647

/** Which configuration was active when. */
export function postgresConfigurationHistory(db: Db): ConfigurationHistory {
  return {
    list: ({ limit, cursor }) =>
      translated(async () => {
        const place = readCursor(Place, cursor)
        const rows = await db
          .selectFrom('configurations')
          .select(COLUMNS)
          .$if(place !== undefined, (query) => query.where('revision', '<', place?.[0] ?? 0))
          .orderBy('revision', 'desc')
          .limit(limit + 1)
          .execute()
        return pageOf(rows, limit, ({ revision }) => [revision], rowFrom)
      }),

    find: (revision) => translated(() => first(db, '=', revision)),
    before: (revision) => translated(() => first(db, '<', revision)),
    latest: () =>
      translated(async () => {
        const latest = await first(db, '<=', MOST)
        if (latest !== undefined) return latest
        throw new Unavailable('not-configured', 'No configuration has been applied yet')
      }),

    since: (revision) =>
      translated(async () => {
        const rows = await db
          .selectFrom('configurations')
          .select(COLUMNS)
          .where('revision', '>', revision)
          .orderBy('revision')
          .limit(MOST_SINCE)
          .execute()
        return rows.map(rowFrom)
      }),
  }
}

async function first(
  db: Db,
  order: '=' | '<' | '<=',
  than: number,
): Promise<Configuration | undefined> {
  const row = await db
    .selectFrom('configurations')
    .select(['revision', 'documents'])
    .where('revision', order, than)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { revision: row.revision, documents: storedDocuments(row.documents) }
}

type Row = Pick<Selectable<ConfigurationTables['configurations']>, (typeof COLUMNS)[number]>

const rowFrom = (row: Row): RevisionRow => withoutNulls(row)
