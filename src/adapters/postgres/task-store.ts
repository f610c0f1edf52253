import type { TaskStore } from '../../ports/task-store.ts'
import type { Db } from './connect.ts'
import { translated } from './database-failure.ts'

/** Tasks as rows. */
export function postgresTaskStore(db: Db): TaskStore {
  return {
    open: (id) =>
      translated(async () => {
        const row = await db
          .selectFrom('tasks')
          .select(['id', 'leadId', 'follower', 'subject', 'dueAt', 'createdAt'])
          .where('id', '=', id)
          .where('state', '=', 'open')
          .executeTakeFirst()
        return row && { ...row, subject: row.subject ?? undefined, dueAt: row.dueAt ?? undefined }
      }),

    end: (id, state, failure) =>
      translated(async () => {
        await db
          .updateTable('tasks')
          .set({ state, failure: failure ?? null, endedAt: new Date() })
          .where('id', '=', id)
          .where('state', '=', 'open')
          .execute()
      }),
  }
}
