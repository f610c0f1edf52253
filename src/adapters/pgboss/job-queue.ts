import {
  type Db as BossDb,
  fromKysely,
  type JobInsert,
  type KyselyTransactionLike,
  type PgBoss,
} from 'pg-boss'
import * as z from 'zod'
import { Unavailable } from '../../domain/failure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClaimedJob, JobQueue, JobSubject, NewJob } from '../../ports/job-queue.ts'
import { groupCommit } from '../../worker/group-commit.ts'

/** What pg-boss answers when jobs are settled; its types leave the response empty. */
const Settlement = z.object({ affected: z.number() })

type JobData = JobSubject & { readonly tries?: number }

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
      const inserts = ofQueue.map((job) => insertOf(job, 0, leaseSecondsOf(queue), clock()))
      await boss.insert(queue, inserts, { db })
    }
  }
}

/** The job queue on pg-boss. Settling many jobs at a time keeps it out of the way of the leads. */
export function bossJobQueue(parts: Parts): JobQueue {
  const { boss, inTransaction, onAdded } = parts
  const completers = new Map<string, (job: ClaimedJob) => Promise<void>>()

  function completerOf(queue: string) {
    const completer =
      completers.get(queue) ??
      groupCommit<ClaimedJob, void>(async (jobs) => {
        await boss.complete(queue, jobs.map(attemptOf)).catch(unavailable)
        return jobs.map(() => ({ ok: undefined }))
      })
    completers.set(queue, completer)
    return completer
  }

  return {
    async claim(queue, limit) {
      const jobs = await boss.fetch<JobData>(queue, { batchSize: limit }).catch(unavailable)
      return jobs.map(({ id, data: { tries = 0, ...subject }, retryCount }) => ({
        id,
        queue,
        subject,
        attempt: tries,
        lapses: retryCount,
      }))
    },
    complete: (job) => completerOf(job.queue)(job),
    postpone: (job, until) =>
      replace(parts, job, { queue: job.queue, startAfter: until }, job.attempt + 1),
    handOver: (job, queue) => replace(parts, job, { queue }, 0),
    async giveBack(jobs) {
      // At once, because a process that stops has little time and may hold a thousand.
      await Promise.all(jobs.map((job) => replace(parts, job, { queue: job.queue }, job.attempt)))
    },
    onAdded,
  }

  function replace(
    { leaseSecondsOf, clock }: Parts,
    job: ClaimedJob,
    where: Pick<NewJob, 'queue' | 'startAfter'>,
    tries: number,
  ): Promise<void> {
    return inTransaction(async (tx) => {
      const db = fromKysely(tx)
      if (!(await settledBy(boss, job, db))) return
      const insert = insertOf(
        { ...where, subject: job.subject },
        tries,
        leaseSecondsOf(where.queue),
        clock(),
      )
      await boss.insert(where.queue, [insert], { db })
    }).catch(unavailable)
  }
}

const attemptOf = ({ id, lapses }: ClaimedJob) => ({ id, retryCount: lapses })

/** False when the claim had lapsed: whoever claimed the job since will settle it. */
async function settledBy(boss: PgBoss, job: ClaimedJob, db: BossDb): Promise<boolean> {
  const response = await boss.complete(job.queue, attemptOf(job), null, { db })
  return Settlement.parse(response).affected > 0
}

function insertOf(
  { subject, startAfter }: Omit<NewJob, 'queue'>,
  tries: number,
  lease: number,
  now: Date,
) {
  const waitMs = startAfter === undefined ? 0 : startAfter.getTime() - now.getTime()
  return {
    data: { ...subject, tries },
    expireInSeconds: lease,
    // A span, not a time: the queue goes by the database's clock, which may differ from ours.
    ...(waitMs > 0 ? { startAfter: `${waitMs} milliseconds` } : {}),
  } satisfies JobInsert<JobData>
}

function unavailable(cause: unknown): never {
  throw new Unavailable('database-down', 'The queue does not answer', { cause })
}
