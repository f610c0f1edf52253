import { sql } from 'kysely'
import type { TaskId } from '../../domain/ids.ts'
import type { Task } from '../../domain/task.ts'
import type { TaskStore } from '../../ports/task-store.ts'
import type { Db } from './connect.ts'
import { anyOf } from './fixed-text.ts'
import { grouped } from './grouped.ts'

type End = {
  readonly id: TaskId
  readonly state: 'done' | 'refused' | 'dead'
  readonly failure: string | undefined
}

/** Tasks as rows; the reads and ends of many tasks share a statement. */
export function postgresTaskStore(db: Db): TaskStore {
  const end = grouped((ends: readonly End[]) => endAll(db, ends))
  return {
    open: grouped((ids) => openTasks(db, ids)),
    end: (id, state, failure) => end({ id, state, failure }),
  }
}

async function openTasks(db: Db, ids: readonly TaskId[]): Promise<(Task | undefined)[]> {
  const rows = await db
    .selectFrom('tasks')
    .select(['id', 'leadId', 'follower', 'subject', 'dueAt', 'createdAt'])
    .where('id', '=', anyOf(ids))
    .where('state', '=', 'open')
    .execute()
  const tasks = new Map<TaskId, Task>(
    rows.map((row) => [
      row.id,
      { ...row, subject: row.subject ?? undefined, dueAt: row.dueAt ?? undefined },
    ]),
  )
  return ids.map((id) => tasks.get(id))
}

/** Rows are locked in the order of their ids, as in every batch that updates several. */
async function endAll(db: Db, ends: readonly End[]): Promise<undefined[]> {
  const rows = JSON.stringify([...new Map(ends.map((one) => [one.id, one])).values()])
  await sql`
    with locked as (
      select e.* from jsonb_to_recordset(${rows}::jsonb) as e (id uuid, state text, failure text)
      join tasks t on t.id = e.id and t.state = 'open' order by t.id for update of t
    )
    update tasks t set state = e.state, failure = e.failure, ended_at = clock_timestamp()
    from locked e where t.id = e.id`.execute(db)
  return ends.map(() => undefined)
}
