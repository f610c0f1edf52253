import {
  type Db as BossDb,
  fromKysely,
  type Job,
  type JobInsert,
  type KyselyTransactionLike,
  type PgBoss,
} from 'pg-boss'
import * as z from 'zod'
import { newId } from '../../domain/ids.ts'
import type { Clock } from '../../ports/clock.ts'
import { databaseFailure } from '../../ports/database-failure.ts'
import type { ClaimedJob, JobQueue, JobSubject, NewJob } from '../../ports/job-queue.ts'
import { groupCommit } from '../../worker/group-commit.ts'
import { BOSS_SCHEMA } from './boss.ts'
import { claimByPlace } from './claim-by-place.ts'

/** What pg-boss answers when jobs are settled; its types leave the response empty. */
const Settlement = z.object({ affected: z.number() })

type Counts = {
  readonly tries?: number
  readonly outages?: number
  readonly urgency?: number
}
type JobData = JobSubject & Counts

/**
 * SQL: the id of every lead or task that has a job which waits, is postponed or is worked on, as
 * `subject`. For whoever must know it in a transaction of their own.
 */
export const LIVE_SUBJECTS = `
  select coalesce(data ->> 'leadId', data ->> 'taskId') as subject from ${BOSS_SCHEMA}.job
  where state in ('created', 'retry', 'active')`

/** Runs work inside one of the product's transactions. */
export type InTransaction = <T>(work: (tx: KyselyTransactionLike) => Promise<T>) => Promise<T>

type Parts = {
  readonly boss: PgBoss
  readonly clock: Clock
  readonly inTransaction: InTransaction
  /** How long a claim on a job of this queue is good for, in seconds. */
  readonly leaseSecondsOf: (queue: string) => number
  readonly onAdded: JobQueue['onAdded']
}

/** Adds jobs in the caller's transaction, with one statement for each queue. */
export function bossEnqueue(parts: Pick<Parts, 'boss' | 'clock' | 'leaseSecondsOf'>) {
  const { boss, clock, leaseSecondsOf } = parts
  return async (tx: KyselyTransactionLike, jobs: readonly NewJob[]): Promise<void> => {
    const db = fromKysely(tx)
    for (const [queue, ofQueue] of Map.groupBy(jobs, (job) => job.queue)) {
      const inserts = ofQueue.map((job) => {
        const counts = job.urgency === undefined ? {} : { urgency: job.urgency }
        return insertOf(job, counts, leaseSecondsOf(queue), clock())
      })
      await boss.insert(queue, inserts, { db })
    }
  }
}

/**
 * The job queue on pg-boss. Settling many jobs at a time keeps it out of the way of the leads. A
 * settled job is deleted and not marked as completed: it says nothing that events do not, and the
 * mark alone is a new row with an entry in every index, until somebody clears it away.
 */
export function bossJobQueue(parts: Parts): JobQueue {
  const { boss, inTransaction, onAdded } = parts
  const completers = new Map<string, (job: ClaimedJob) => Promise<void>>()

  function completerOf(queue: string) {
    const completer =
      completers.get(queue) ??
      groupCommit<ClaimedJob, void>(async (jobs) => {
        await boss.deleteJob(queue, jobs.map(attemptOf)).catch(failed)
        return jobs.map(() => ({ ok: undefined }))
      })
    completers.set(queue, completer)
    return completer
  }

  return {
    async claim(queue, limit, least) {
      const urgent = least === undefined ? {} : { minPriority: least }
      const how = { batchSize: limit, ...urgent, db: claimByPlace(boss.getDb()) }
      const jobs = await boss.fetch<JobData>(queue, how).catch(failed)
      return jobs.map((job) => claimOf(queue, job))
    },
    complete: (job) => completerOf(job.queue)(job),
    postpone: (job, until) =>
      replace(parts, job, { queue: job.queue, startAfter: until }, countsOf(job, 1)),
    handOver: (job, queue) => replace(parts, job, { queue }, { urgency: job.urgency }),
    async giveBack(jobs) {
      // At once, because a process that stops has little time and may hold a thousand.
      await Promise.all(
        jobs.map((job) => replace(parts, job, { queue: job.queue }, countsOf(job, 0))),
      )
    },
    onAdded,
  }

  function replace(
    { leaseSecondsOf, clock }: Parts,
    job: ClaimedJob,
    where: Pick<NewJob, 'queue' | 'startAfter'>,
    counts: Counts,
  ): Promise<void> {
    return inTransaction(async (tx) => {
      const db = fromKysely(tx)
      if (!(await settledBy(boss, job, db))) return
      const insert = insertOf(
        { ...where, subject: job.subject },
        counts,
        leaseSecondsOf(where.queue),
        clock(),
      )
      await boss.insert(where.queue, [insert], { db })
    }).catch(failed)
  }
}

function claimOf(queue: string, { id, data, retryCount }: Job<JobData>): ClaimedJob {
  const { tries = 0, outages = 0, urgency = 0, ...subject } = data
  return { id, queue, subject, attempt: tries, outages, lapses: retryCount, urgency }
}

const countsOf = ({ attempt, outages, urgency }: ClaimedJob, more: number) => ({
  tries: attempt + more,
  outages,
  urgency,
})

const attemptOf = ({ id, lapses }: ClaimedJob) => ({ id, retryCount: lapses })

/** False when the claim had lapsed: whoever claimed the job since will settle it. */
async function settledBy(boss: PgBoss, job: ClaimedJob, db: BossDb): Promise<boolean> {
  const response = await boss.deleteJob(job.queue, attemptOf(job), { db })
  return Settlement.parse(response).affected > 0
}

function insertOf(
  { subject, startAfter }: Omit<NewJob, 'queue'>,
  counts: Counts,
  lease: number,
  now: Date,
) {
  const waitMs = startAfter === undefined ? 0 : startAfter.getTime() - now.getTime()
  return {
    // In the order of time, so that the index of ids grows at its end only.
    id: newId<string>(now),
    data: { ...subject, ...counts },
    ...(counts.urgency ? { priority: counts.urgency } : {}),
    expireInSeconds: lease,
    // A span, not a time: the queue goes by the database's clock, which may differ from ours.
    ...(waitMs > 0 ? { startAfter: `${waitMs} milliseconds` } : {}),
  } satisfies JobInsert<JobData>
}

function failed(error: unknown): never {
  throw databaseFailure(error)
}
