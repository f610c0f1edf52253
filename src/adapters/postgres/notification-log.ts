import { sql } from 'kysely'
import { newId } from '../../domain/ids.ts'
import type { NotificationLog } from '../../ports/notification-log.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Alerts as rows, one for each assignment and channel. */
export function postgresNotificationLog(db: Db): NotificationLog {
  return {
    attempt: ({ lines, ...draft }) =>
      translated(async () => {
        const row = await db
          .insertInto('notifications')
          .values({
            id: newId(),
            ...draft,
            lines: JSON.stringify(lines),
            state: 'sending',
            attempts: 1,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['assignmentId', 'channel'])
              .doUpdateSet({ attempts: sql<number>`notifications.attempts + 1` })
              .where('notifications.state', '=', 'sending'),
          )
          .returning('id')
          .executeTakeFirst()
        return row?.id
      }),

    failed: (id, code) =>
      translated(async () => {
        await db.updateTable('notifications').set({ failure: code }).where('id', '=', id).execute()
      }),
  }
}
