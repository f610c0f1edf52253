import { Refused, Unavailable } from '../domain/failure.ts'
import type { LeadId } from '../domain/ids.ts'
import type { DeadLetterStore } from '../ports/dead-letter-store.ts'
import type { ClaimedJob, JobQueue } from '../ports/job-queue.ts'
import { stageQueue } from '../ports/queue-names.ts'
import { type AdvanceParts, advanceLead } from './advance-lead.ts'
import { retryAt } from './retry-pause.ts'
import { describe } from './take-step.ts'

type Parts = AdvanceParts & {
  readonly jobs: JobQueue
  readonly deadLetters: DeadLetterStore
}

/** So many failures of our own and a person has to look. Outages do not count. */
const ATTEMPTS = 10
/** More, since one crash takes every lead under way in the process with it. */
export const LAPSES = 25

/** Runs one "advance this lead" job and settles it, whatever happens. */
export async function runLeadJob(job: ClaimedJob, parts: Parts): Promise<void> {
  if (!('leadId' in job.subject)) throw new Error(`Job ${job.id} names no lead`)
  const { leadId } = job.subject
  if (job.lapses >= LAPSES) return bury(job, leadId, 'Its worker died again and again', parts)

  try {
    const { waitsFor } = await advanceLead(leadId, parts)
    await (waitsFor === undefined
      ? parts.jobs.complete(job)
      : parts.jobs.handOver(job, stageQueue(waitsFor)))
  } catch (error) {
    await handle(error, job, leadId, parts)
  }
}

async function handle(error: unknown, job: ClaimedJob, leadId: LeadId, parts: Parts) {
  parts.log.error({ leadId, attempt: job.attempt, error: describe(error) }, 'A lead is stuck')
  const mayPass = error instanceof Unavailable
  const givesUp = error instanceof Refused || (!mayPass && failuresOf(job) >= ATTEMPTS)
  if (givesUp) return bury(job, leadId, describe(error), parts)

  // An outage is no fault of the lead's, so it does not use up its attempts.
  const counted = mayPass ? { ...job, outages: job.outages + 1 } : job
  await parts.jobs.postpone(counted, retryAt(parts.ports.clock(), job.attempt, error))
}

/** How often the work itself failed, this time included; a vendor or a database away does not count. */
export const failuresOf = ({ attempt, outages }: ClaimedJob) => attempt - outages + 1

async function bury(job: ClaimedJob, leadId: LeadId, failure: string, parts: Parts) {
  const { queue } = job
  await parts.deadLetters.bury({
    queue,
    leadId,
    attempts: failuresOf(job),
    failure: shortened(failure),
  })
  await parts.jobs.complete(job)
  parts.log.error({ leadId, queue }, 'A lead became a dead letter; see `stl deadletters list`')
}

/** Enough of a failure to recognise it; a stack beyond its first lines says little more. */
export const shortened = (failure: string) =>
  failure.split('\n').slice(0, 6).join('\n').slice(0, 2_000)
