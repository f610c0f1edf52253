import { type LeadId, newId, type TaskId } from '../../domain/ids.ts'
import type { NewTask } from '../../domain/task.ts'
import { followerQueue } from '../../ports/queue-names.ts'
import type { Tx } from './connect.ts'
import type { Enqueue } from './enqueue.ts'
import { insertAll } from './fixed-text.ts'

/** Work on a lead that nothing which happened to the lead itself sets off. */
export type LeadTask = Pick<NewTask, 'follower' | 'subject'> & { readonly leadId: LeadId }

/** Adds tasks with their jobs, to be done at once. */
export async function addTasks(
  tx: Tx,
  tasks: readonly LeadTask[],
  enqueue: Enqueue,
  at: Date,
): Promise<void> {
  if (tasks.length === 0) return
  const rows = tasks.map(({ leadId, follower, subject }) => ({
    id: newId<TaskId>(at),
    ...{ leadId, follower, subject: subject ?? null },
  }))
  await insertAll('tasks', rows).execute(tx)
  const jobs = rows.map(({ id, follower }) => {
    return { queue: followerQueue(follower), subject: { taskId: id } }
  })
  await enqueue(tx, jobs)
}
