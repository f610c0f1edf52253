import { sql } from 'kysely'
import { newId } from '../../domain/ids.ts'
import type { NotificationDraft, NotificationLog } from '../../ports/notification-log.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { grouped } from './grouped.ts'

/** Alerts as rows, one for each assignment and channel. */
export function postgresNotificationLog(db: Db): NotificationLog {
  return {
    attempt: grouped((drafts) => attemptAll(db, drafts)),
    failed: (id, code) =>
      translated(async () => {
        await db.updateTable('notifications').set({ failure: code }).where('id', '=', id).execute()
      }),
  }
}

async function attemptAll(
  db: Db,
  drafts: readonly NotificationDraft[],
): Promise<(string | undefined)[]> {
  const distinct = new Map(drafts.map((draft) => [keyOf(draft), draft]))
  const rows = await db
    .insertInto('notifications')
    .values(
      // Sorted, so that two batches with the same alerts wait for each other.
      [...distinct.keys()].sort().map((key) => rowOf(distinct.get(key) as NotificationDraft)),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['assignmentId', 'channel'])
        .doUpdateSet({ attempts: sql<number>`notifications.attempts + 1` })
        .where('notifications.state', '=', 'sending'),
    )
    .returning(['id', 'assignmentId', 'channel'])
    .execute()
  const ids = new Map(rows.map((row) => [keyOf(row), row.id]))
  return drafts.map((draft) => ids.get(keyOf(draft)))
}

const keyOf = ({ assignmentId, channel }: Pick<NotificationDraft, 'assignmentId' | 'channel'>) =>
  `${assignmentId} ${channel}`

const rowOf = ({ lines, ...draft }: NotificationDraft) => ({
  id: newId(),
  ...draft,
  lines: JSON.stringify(lines),
  state: 'sending' as const,
  attempts: 1,
})
