import type { LeadId, TaskId } from '../domain/ids.ts'

/** What a job says; everything else is read when it runs. */
export type JobSubject = { readonly leadId: LeadId } | { readonly taskId: TaskId }

/** A claim on one job, valid until its lease ends. `attempt` counts earlier claims, crashes too. */
export type ClaimedJob = {
  readonly id: string
  readonly queue: string
  readonly attempt: number
  readonly subject: JobSubject
}

/**
 * The queue as the worker sees it. Jobs are added inside the transactions that cause them, by the
 * stores; a job is delivered at least once, and again after its lease if its worker died.
 */
export type JobQueue = {
  /** Claims up to `limit` jobs of a queue, most urgent first. */
  claim(queue: string, limit: number): Promise<ClaimedJob[]>
  /** Settles a job. Does nothing when the claim has lapsed: the job belongs to another by now. */
  complete(job: ClaimedJob): Promise<void>
  /** Gives the job back to be tried again, after a growing pause; `notBefore` if later. */
  fail(job: ClaimedJob, error: unknown, notBefore?: Date): Promise<void>
  /** Completes the job and adds one for the same lead to another queue, in one transaction. */
  handOver(job: ClaimedJob, queue: string): Promise<void>
  /** Calls back soon after a job was added to the queue, and at least every half second. */
  onAdded(queue: string, wake: () => void): () => void
}
