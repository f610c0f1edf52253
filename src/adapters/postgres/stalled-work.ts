import { sql } from 'kysely'
import type { LeadId, TaskId } from '../../domain/ids.ts'
import { REENTRY_STAGE } from '../../domain/lead.ts'
import type { FollowerName } from '../../domain/task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ConfigurationStore } from '../../ports/configuration.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { LeadStore } from '../../ports/lead-store.ts'
import { followerQueue, stageQueue } from '../../ports/queue-names.ts'
import type { StalledWork } from '../../ports/stalled-work.ts'
import type { Db, Tx } from './connect.ts'
import { translated } from './database-failure.ts'
import type { Enqueue } from './enqueue.ts'
import { deleteOutlived } from './outlived-rows.ts'

/** Any number will do, as long as nothing else in this database locks on it. */
const WATCH_LOCK = 7_310_002
/** Nobody is stalled before this, however slow the queue is. */
const LEAD_PATIENCE = sql`interval '20 seconds'`
const TASK_PATIENCE = sql`interval '3 minutes'`
/** Enough to catch up, and few enough not to flood a queue that is merely behind. */
const AT_MOST = 500

type Parts = {
  readonly db: Db
  readonly enqueue: Enqueue
  readonly leads: LeadStore
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  /** SQL: the ids, as `subject`, of all leads and tasks that still have a job. */
  readonly liveSubjects: string
}

/** Finds stalled leads and tasks by their rows. */
export function postgresStalledWork(parts: Parts): StalledWork {
  const { db, enqueue, liveSubjects, configuration } = parts
  return {
    wake: () =>
      translated(() =>
        db.transaction().execute(async (tx) => {
          if (!(await isTheWatcher(tx))) return { leads: 0, tasks: 0 }
          // Elsewhere few rows are looked up by key; in an outage many are compared with many here.
          await sql`set local enable_hashjoin = on`.execute(tx)
          const leads = await stalledLeads(tx, liveSubjects)
          const tasks = await stalledTasks(tx, liveSubjects)
          await enqueue(tx, [...leads.map(leadJob), ...tasks.map(taskJob)])
          const resumed = await resumeAll(await missedByRules(tx), parts)
          return { leads: leads.length + resumed, tasks: tasks.length }
        }),
      ),
    async clearAway() {
      const { documents } = await configuration.current()
      return deleteOutlived(db, documents.attribution.signals.retentionDays)
    },
  }
}

/** Leads that came to wait by the old rules just after new ones had sent the others on their way. */
async function missedByRules(tx: Tx): Promise<LeadId[]> {
  const { rows } = await sql<{ id: LeadId }>`
    select l.id from leads l join lead_parts p on p.lead_id = l.id and p.part = 'trace'
    where l.state = 'waiting'
      and (p.content->>'revision')::integer < (select max(revision) from configurations)
    order by l.received_at, l.id limit ${AT_MOST}`.execute(tx)
  return rows.map(({ id }) => id)
}

async function resumeAll(ids: readonly LeadId[], { leads, clock }: Parts): Promise<number> {
  await Promise.all(
    ids.map((id) =>
      leads.record(id, (lead) =>
        lead.state === 'waiting'
          ? {
              event: {
                type: 'LeadResumed',
                at: clock(),
                why: 'watchdog',
                resumeAt: REENTRY_STAGE,
              },
            }
          : undefined,
      ),
    ),
  )
  return ids.length
}

async function isTheWatcher(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${WATCH_LOCK}) as mine`.execute(tx)
  return rows[0]?.mine ?? false
}

type StalledLead = { readonly id: LeadId; readonly waitingFor: string }
type StalledTask = { readonly id: TaskId; readonly follower: FollowerName }

const IS_LATE_LEAD = sql`l.state = 'travelling' and l.waiting_for is not null
  and l.deadline_at < now() - ${LEAD_PATIENCE}`
const IS_LATE_TASK = sql`t.state = 'open'
  and coalesce(t.due_at, t.created_at) < now() - ${TASK_PATIENCE}`

/** Asks for jobs only when a lead is late at all: planning a look at all queues is dear. */
async function stalledLeads(tx: Tx, liveSubjects: string): Promise<StalledLead[]> {
  const late = await sql`
    select from leads l where ${IS_LATE_LEAD} limit 1`.execute(tx)
  if (late.rows.length === 0) return []
  const { rows } = await sql<StalledLead>`
    select l.id, l.waiting_for from leads l
    where ${IS_LATE_LEAD}
      and not exists (select from dead_letters d
        where d.lead_id = l.id and d.task_id is null and d.redriven_at is null)
      and not exists (select from (${sql.raw(liveSubjects)}) live where live.subject = l.id::text)
    order by l.received_at limit ${AT_MOST}`.execute(tx)
  return rows
}

async function stalledTasks(tx: Tx, liveSubjects: string): Promise<StalledTask[]> {
  const late = await sql`
    select from tasks t where ${IS_LATE_TASK} limit 1`.execute(tx)
  if (late.rows.length === 0) return []
  const { rows } = await sql<StalledTask>`
    select t.id, t.follower from tasks t
    where ${IS_LATE_TASK}
      and not exists (select from dead_letters d
        where d.task_id = t.id and d.redriven_at is null)
      and not exists (select from (${sql.raw(liveSubjects)}) live where live.subject = t.id::text)
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
