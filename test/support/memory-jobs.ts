import type { LeadId, TaskId } from '../../src/domain/ids.ts'
import type { ClaimedJob, JobQueue } from '../../src/ports/job-queue.ts'

/** What became of a job, in the order it happened. */
export type Settlement = {
  readonly how: 'completed' | 'postponed' | 'handed over' | 'given back'
  readonly job: ClaimedJob
  readonly until?: Date
  readonly queue?: string
}

/** A job queue in memory: what is added can be claimed once, and every settlement is kept. */
export type MemoryJobs = JobQueue & {
  readonly settled: Settlement[]
  add(...jobs: readonly ClaimedJob[]): void
}

/** An empty one. */
export function memoryJobs(): MemoryJobs {
  const waiting: ClaimedJob[] = []
  const settled: Settlement[] = []
  return {
    settled,
    add: (...jobs) => void waiting.push(...jobs),
    claim: async (_queue, limit, least = 0) => {
      const found = waiting.filter(({ urgency }) => urgency >= least).slice(0, limit)
      for (const job of found) waiting.splice(waiting.indexOf(job), 1)
      return found
    },
    complete: async (job) => void settled.push({ how: 'completed', job }),
    postpone: async (job, until) => void settled.push({ how: 'postponed', job, until }),
    handOver: async (job, queue) => void settled.push({ how: 'handed over', job, queue }),
    giveBack: async (jobs) => {
      for (const job of jobs) settled.push({ how: 'given back', job })
    },
    onAdded: () => undefined,
  }
}

let count = 0

/** A claim on a lead's job, but for what is given. */
export function aLeadJob(given: Partial<ClaimedJob> & { leadId?: LeadId } = {}): ClaimedJob {
  const { leadId = '01900000-0000-7000-8000-000000000001' as LeadId, ...job } = given
  count += 1
  const fresh = { queue: 'stage-validate', attempt: 0, outages: 0, lapses: 0, urgency: 0 }
  return { id: `job-${count}`, subject: { leadId }, ...fresh, ...job }
}

/** A claim on a task's job, but for what is given. */
export function aTaskJob(taskId: TaskId, given: Partial<ClaimedJob> = {}): ClaimedJob {
  count += 1
  const fresh = { queue: 'follower-notify', attempt: 0, outages: 0, lapses: 0, urgency: 0 }
  return { id: `job-${count}`, subject: { taskId }, ...fresh, ...given }
}
