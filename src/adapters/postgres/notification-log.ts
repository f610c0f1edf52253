import { sql } from 'kysely'
import { newId } from '../../domain/ids.ts'
import type { NotificationDraft, NotificationLog } from '../../ports/notification-log.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'
import { insertAll } from './fixed-text.ts'
import { grouped } from './grouped.ts'

/** Alerts as rows, one for each assignment and channel; a hand-off renews it. */
export function postgresNotificationLog(db: Db): NotificationLog {
  return {
    attempt: grouped((drafts) => attemptAll(db, drafts)),
    failed: (id, code) =>
      translated(async () => {
        await db.updateTable('notifications').set({ failure: code }).where('id', '=', id).execute()
      }),
  }
}

type Attempted = Pick<NotificationDraft, 'assignmentId' | 'channel'> & { readonly id: string }

async function attemptAll(
  db: Db,
  drafts: readonly NotificationDraft[],
): Promise<(string | undefined)[]> {
  const distinct = new Map(drafts.map((draft) => [keyOf(draft), draft]))
  // Sorted, so that two batches with the same alerts wait for each other.
  const drafted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => rowOf(one))
  // Not a row of its own for a hand-off: processes of the version before rely on the unique key.
  const ending = sql`
    on conflict (assignment_id, channel) do update set
      id = case when notifications.occasion = excluded.occasion
        then notifications.id else excluded.id end,
      attempts = case when notifications.occasion = excluded.occasion
        then notifications.attempts + 1 else 1 end,
      occasion = excluded.occasion, title = excluded.title, lines = excluded.lines,
      state = 'sending', provider_id = null, accepted_at = null,
      failure = case when notifications.occasion = excluded.occasion
        then notifications.failure end,
      created_at = case when notifications.occasion = excluded.occasion
        then notifications.created_at else now() end
      where (notifications.state = 'sending' and notifications.occasion = excluded.occasion)
        or (notifications.occasion <> excluded.occasion and excluded.occasion <> 'assigned')
    returning id, assignment_id, channel`
  const { rows } = await insertAll<Attempted>('notifications', drafted, ending).execute(db)
  const ids = new Map(rows.map((row) => [keyOf(row), row.id]))
  return drafts.map((draft) => ids.get(keyOf(draft)))
}

const keyOf = ({ assignmentId, channel }: Pick<NotificationDraft, 'assignmentId' | 'channel'>) =>
  `${assignmentId} ${channel}`

const rowOf = ({ leadId, assignmentId, occasion, ...draft }: NotificationDraft) => ({
  id: newId(),
  ...{ leadId, assignmentId, occasion, ...draft },
  state: 'sending',
  attempts: 1,
})
