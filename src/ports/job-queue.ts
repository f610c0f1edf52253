import type { LeadId, TaskId } from '../domain/ids.ts'

/** What a job says; everything else is read when it runs. */
export type JobSubject = { readonly leadId: LeadId } | { readonly taskId: TaskId }

/** One job to add. Without `startAfter` it can be claimed as soon as its transaction commits. */
export type NewJob = {
  readonly queue: string
  readonly subject: JobSubject
  readonly startAfter?: Date
  /** Of those that may be claimed the highest comes first, 0 when left out. It keeps it when postponed. */
  readonly urgency?: number
}

/** A claim on one job, valid until its lease ends. */
export type ClaimedJob = {
  readonly id: string
  readonly queue: string
  readonly subject: JobSubject
  /** How often it failed before and was postponed. */
  readonly attempt: number
  /** How many of these were outages, which lengthen the pause but are no fault of the job's. */
  readonly outages: number
  /**
   * How often it was claimed before and never settled, because its worker died or was too slow.
   * It also tells this claim from a later one, so that a stale worker settles nothing.
   */
  readonly lapses: number
  readonly urgency: number
}

/**
 * The queue as the worker sees it. Jobs are added inside the transactions that cause them, by the
 * stores. A job is delivered at least once, and again after its lease if its worker died.
 */
export type JobQueue = {
  /**
   * Claims up to `limit` jobs of a queue, the most urgent first, of equal ones the oldest; none that is less
   * urgent than `least`, where that is given. Rejects with `Unavailable`.
   */
  claim(queue: string, limit: number, least?: number): Promise<ClaimedJob[]>
  /** Settles a job. Does nothing when the claim has lapsed: the job belongs to another by now. */
  complete(job: ClaimedJob): Promise<void>
  /**
   * Gives the job back, one attempt older, to be tried again at that time. Does nothing when the
   * claim has lapsed.
   */
  postpone(job: ClaimedJob, until: Date): Promise<void>
  /** Completes the job and adds one for the same subject to another queue, in one transaction. */
  handOver(job: ClaimedJob, queue: string): Promise<void>
  /** Gives back all claims of these jobs at once, for a process that stops. */
  giveBack(jobs: readonly ClaimedJob[]): Promise<void>
  /** Calls `wake` with the name of a queue soon after a job was added to it. */
  onAdded(wake: (queue: string) => void): void
}
