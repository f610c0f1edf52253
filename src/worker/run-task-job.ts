import { Overtaken, Refused, Unavailable } from '../domain/failure.ts'
import type { Task } from '../domain/task.ts'
import { urgencyOf } from '../domain/urgency.ts'
import { followers } from '../followers/followers.ts'
import type { DeadLetterStore } from '../ports/dead-letter-store.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { ClaimedJob, JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import type { TaskRun, Watch } from '../ports/stage-run.ts'
import type { TaskStore } from '../ports/task-store.ts'
import { retryAt } from './retry-pause.ts'
import { failuresOf, LAPSES, shortened } from './run-lead-job.ts'
import { describe } from './take-step.ts'

type Parts = {
  readonly jobs: JobQueue
  readonly tasks: TaskStore
  readonly deadLetters: DeadLetterStore
  readonly followerPorts: FollowerPorts
  readonly log: Log
  readonly onTask?: Watch<TaskRun> | undefined
}

/** So many failures of our own, and a person has to look. */
const ATTEMPTS = 10
/** How long after a task was due a vendor may be away before it becomes a dead letter. */
const OUTAGE_MS = 24 * 3600 * 1000

/** Runs one task of a follower and settles it, whatever happens. */
export async function runTaskJob(job: ClaimedJob, parts: Parts): Promise<void> {
  if (!('taskId' in job.subject)) throw new Error(`Job ${job.id} names no task`)
  const task = await parts.tasks.open(job.subject.taskId)
  if (task === undefined) return parts.jobs.complete(job)

  if (job.lapses >= LAPSES) return bury('Its worker died again and again', job, task, parts)
  const { clock } = parts.followerPorts
  if (task.dueAt !== undefined && task.dueAt > clock()) {
    // Nothing has failed, so that a clock ahead of ours uses up no attempts.
    return parts.jobs.postpone({ ...job, attempt: job.attempt - 1 }, task.dueAt)
  }

  const wish: Wish = { from: undefined }
  try {
    await attempt(job, task, wish, parts)
    // As if for the first time: what is waited for has not failed.
    if (wish.from !== undefined) return await parts.jobs.postpone(anew(job), wish.from)
    await parts.tasks.end(task.id, 'done')
    await parts.jobs.complete(job)
  } catch (error) {
    await handle(error, { job, task, wish }, parts)
  }
}

/** From when on a task wants to run again. */
type Wish = { from: Date | undefined }

type FailedRun = { readonly job: ClaimedJob; readonly task: Task; readonly wish: Wish }

const anew = (job: ClaimedJob): ClaimedJob => ({ ...job, attempt: -1, outages: 0 })

async function attempt(job: ClaimedJob, task: Task, wish: Wish, parts: Parts): Promise<void> {
  const again = (from: Date) => {
    if (wish.from === undefined || from < wish.from) wish.from = from
  }
  const startedMs = performance.now()
  const tell = (end: TaskRun['end']) =>
    parts.onTask?.({ task, end, startedMs, ms: performance.now() - startedMs })
  try {
    await followers[task.follower].run(task, parts.followerPorts, { attempt: job.attempt, again })
    tell('done')
  } catch (error) {
    tell(endBy(error))
    throw error
  }
}

function endBy(error: unknown): TaskRun['end'] {
  if (error instanceof Overtaken) return 'overtaken'
  if (error instanceof Unavailable) return 'unavailable'
  return error instanceof Refused ? 'refused' : 'failed'
}

async function handle(error: unknown, { job, task, wish }: FailedRun, parts: Parts): Promise<void> {
  const { id: taskId, leadId, follower } = task
  parts.log.warn({ taskId, leadId, follower, error: describe(error) }, 'A task failed')
  if (error instanceof Refused) {
    await parts.tasks.end(taskId, 'refused', error.code)
    return parts.jobs.complete(job)
  }
  const now = parts.followerPorts.clock()
  if (givesUp(error, job, task, now)) return bury(describe(error), job, task, parts)
  const outages = job.outages + (error instanceof Unavailable ? 1 : 0)
  const at = retryAt(now, attemptsOf(job, error), error)
  // What is due for another reason must not wait as long as what failed.
  const until = wish.from !== undefined && wish.from < at ? wish.from : at
  await parts.jobs.postpone({ ...job, outages }, until)
}

/** As many attempts make pauses of two seconds. */
const SHORT_PAUSE_ATTEMPTS = 3

/** Work of hot leads is there when a pause is over that the other side named, and not a minute later. */
function attemptsOf({ attempt, urgency }: ClaimedJob, error: unknown): number {
  const isNamed = error instanceof Unavailable && error.notBefore !== undefined
  return isNamed && urgency >= urgencyOf('hot') ? Math.min(attempt, SHORT_PAUSE_ATTEMPTS) : attempt
}

function givesUp(error: unknown, job: ClaimedJob, task: Task, now: Date): boolean {
  if (error instanceof Overtaken) return false
  if (error instanceof Unavailable) {
    const since = task.dueAt ?? task.createdAt
    return now.getTime() - since.getTime() > OUTAGE_MS
  }
  return failuresOf(job) >= ATTEMPTS
}

async function bury(failure: string, job: ClaimedJob, task: Task, parts: Parts): Promise<void> {
  const { id: taskId, leadId } = task
  const attempts = job.attempt + 1
  const { queue } = job
  await parts.deadLetters.bury({ queue, leadId, taskId, attempts, failure: shortened(failure) })
  await parts.tasks.end(taskId, 'dead', shortened(failure))
  await parts.jobs.complete(job)
}
