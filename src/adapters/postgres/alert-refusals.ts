import { sql } from 'kysely'
import type { AlertRefusal, AlertRefusals } from '../../ports/alert-refusals.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Refusals as the rows of alerts tell them, counted by channel, reason and rep. */
export function postgresAlertRefusals(db: Db): AlertRefusals {
  return {
    since: (time) =>
      translated(async () => {
        const { rows } = await sql<AlertRefusal>`
          select channel, failure as code, rep_id, count(*)::integer as count, max(created_at) as last_at
          from notifications
          where state = 'refused' and created_at >= ${time} and failure is not null
          group by channel, failure, rep_id
          order by last_at desc, channel, rep_id`.execute(db)
        return rows
      }),
  }
}
