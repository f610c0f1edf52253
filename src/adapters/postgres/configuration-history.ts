import * as z from 'zod'
import type { ConfigurationHistory } from '../../ports/configuration-history.ts'
import type { Db } from './connect.ts'
import { pageOf, readCursor } from './cursor.ts'
import { translated } from './database-failure.ts'

const Place = z.tuple([z.int()])

/** Which configuration was active when. */
export function postgresConfigurationHistory(db: Db): ConfigurationHistory {
  return {
    list: ({ limit, cursor }) =>
      translated(async () => {
        const place = readCursor(Place, cursor)
        const rows = await db
          .selectFrom('configurations')
          .select(['revision', 'appliedAt', 'appliedBy'])
          .$if(place !== undefined, (query) => query.where('revision', '<', place?.[0] ?? 0))
          .orderBy('revision', 'desc')
          .limit(limit + 1)
          .execute()
        return pageOf(
          rows,
          limit,
          ({ revision }) => [revision],
          (row) => row,
        )
      }),
  }
}
