import { sql } from 'kysely'
import { FETCH_STAGE } from '../../domain/lead.ts'
import type {
  SourceActivities,
  SourceActivity,
  SourceNotices,
} from '../../ports/source-activity.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Counts leads and notices by their source, along the indexes on when they were received. */
export function postgresSourceActivities(db: Db): SourceActivities {
  return {
    since: (time) =>
      translated(async () => {
        const { rows } = await sql<SourceActivity>`
          select source_key, count(*)::integer as leads, max(received_at) as last_received_at,
            (count(*) filter (where state = 'travelling' and waiting_for = ${FETCH_STAGE}))::integer as unread
          from leads where received_at >= ${time} group by source_key`.execute(db)
        return rows
      }),
    noticesSince: (time) =>
      translated(async () => {
        const { rows } = await sql<SourceNotices>`
          select source_key, n.key as code, sum(n.value::integer)::integer as count
          from deliveries cross join lateral jsonb_each_text(notices) as n
          where notices is not null and received_at >= ${time}
          group by source_key, n.key order by count desc, n.key`.execute(db)
        return rows
      }),
  }
}
