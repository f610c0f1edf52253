import { sql } from 'kysely'
import type { LeadId, TaskId } from '../../domain/ids.ts'
import type { FollowerName } from '../../domain/task.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { followerQueue, stageQueue } from '../../ports/queue-names.ts'
import type { StalledWork } from '../../ports/stalled-work.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'

/** Any number will do, as long as nothing else in this database locks on it. */
const WATCH_LOCK = 7_310_002
/** A lease, a retry pause and some patience: before this the queue itself is still at work. */
const LEAD_PATIENCE = sql`interval '20 seconds'`
const TASK_PATIENCE = sql`interval '3 minutes'`
/** Enough to catch up, and few enough not to flood a queue that is merely behind. */
const AT_MOST = 500

/** Finds stalled leads and tasks by their rows. `everyMs` is how often one piece is woken at most. */
export function postgresStalledWork(db: Db, enqueue: Enqueue, everyMs = 60_000): StalledWork {
  const wokenAt = new Map<string, number>()

  /** Not the same again while its new job may still be waiting its turn. */
  function dueAgain(id: string): boolean {
    const now = Date.now()
    for (const [known, at] of wokenAt) if (now - at > everyMs) wokenAt.delete(known)
    if (wokenAt.has(id)) return false
    wokenAt.set(id, now)
    return true
  }

  return {
    wake: () =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          if (!(await isTheWatcher(tx))) return { leads: 0, tasks: 0 }
          const leads = (await stalledLeads(tx)).filter(({ id }) => dueAgain(id))
          const tasks = (await stalledTasks(tx)).filter(({ id }) => dueAgain(id))
          await enqueue(tx, [...leads.map(leadJob), ...tasks.map(taskJob)])
          return { leads: leads.length, tasks: tasks.length }
        }),
      ),
  }
}

async function isTheWatcher(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${WATCH_LOCK}) as mine`.execute(tx)
  return rows[0]?.mine ?? false
}

type StalledLead = { readonly id: LeadId; readonly waitingFor: string }
type StalledTask = { readonly id: TaskId; readonly follower: FollowerName }

async function stalledLeads(tx: Tx): Promise<StalledLead[]> {
  const { rows } = await sql<StalledLead>`
    select l.id, l.waiting_for from leads l
    where l.state = 'travelling' and l.waiting_for is not null
      and l.deadline_at < now() - ${LEAD_PATIENCE}
      and not exists (select from dead_letters d
        where d.lead_id = l.id and d.task_id is null and d.redriven_at is null)
    order by l.received_at limit ${AT_MOST}`.execute(tx)
  return rows
}

async function stalledTasks(tx: Tx): Promise<StalledTask[]> {
  const { rows } = await sql<StalledTask>`
    select t.id, t.follower from tasks t
    where t.state = 'open' and coalesce(t.due_at, t.created_at) < now() - ${TASK_PATIENCE}
      and not exists (select from dead_letters d
        where d.task_id = t.id and d.redriven_at is null)
    order by t.created_at limit ${AT_MOST}`.execute(tx)
  return rows
}

const leadJob = ({ id, waitingFor }: StalledLead): NewJob => ({
  queue: stageQueue(waitingFor),
  subject: { leadId: id },
})

const taskJob = ({ id, follower }: StalledTask): NewJob => ({
  queue: followerQueue(follower),
  subject: { taskId: id },
})
