import { FOLLOWERS, type FollowerName, IN_BACKGROUND } from '../domain/task.ts'
import { pipeline } from '../pipeline.ts'
import type { DeadLetterStore } from '../ports/dead-letter-store.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import { followerQueue, stageQueue } from '../ports/queue-names.ts'
import type { TaskRun, Watch } from '../ports/stage-run.ts'
import type { StalledWork } from '../ports/stalled-work.ts'
import type { TaskStore } from '../ports/task-store.ts'
import { allowance } from './allowance.ts'
import { type JobLoop, startJobLoop } from './job-loop.ts'
import { INDEX } from './keep-index.ts'
import { PUBLISH } from './publish-events.ts'
import { runLeadJob } from './run-lead-job.ts'
import { runTaskJob } from './run-task-job.ts'
import type { StepParts } from './take-step.ts'
import { watch } from './watchdog.ts'

/** Everything a worker works with. */
export type WorkerParts = {
  readonly jobs: JobQueue
  readonly tasks: TaskStore
  readonly deadLetters: DeadLetterStore
  readonly stalledWork: StalledWork
  readonly followerPorts: FollowerPorts
  readonly log: Log
  /** Names of the stages and followers this process runs. */
  readonly hosts: readonly string[]
  /** How long a claim on a lead's job is good for. */
  readonly leaseSeconds: number
  /** Without the watchdog only the queue itself heals; for tests that show it does. */
  readonly watchdog: boolean
  readonly onStage?: StepParts['onStage']
  readonly onTask?: Watch<TaskRun> | undefined
  /** True while leads need the machine; what no rep waits for then gives way. */
  readonly mustGiveWay: () => boolean
}

/** Leads under way at once in one process: enough to fill batches while vendors are asked. */
const LEADS_AT_ONCE = 1_000
const TASKS_AT_ONCE = 256
/** Hot ones come before others wherever they wait, so few places let them through. */
const HOT_TASKS_BESIDES = 32
/** Nobody notices it, and leads that come meanwhile share claims and commits. */
const LEADS_PACE_MS = 20
/** A rep does not notice it, and many tasks then share what each would cost the database alone. */
const TASKS_PACE_MS = 100
/** A run ends well before its lease, so that a slow lead is handed back, not taken away. */
const RUN_SHARE_OF_LEASE = 5 / 6

/** Every stage and follower there is, by name, the keeping of the index and the telling of events. */
export const ALL_HOSTED: readonly string[] = [
  ...pipeline.map(({ stage }) => stage.name),
  ...FOLLOWERS,
  INDEX,
  PUBLISH,
]

/** A worker at work. */
export type Worker = { stop(graceMs: number): Promise<void> }

/** Runs the hosted stages and followers until it is stopped. */
export function startWorker(parts: WorkerParts): Worker {
  const loops = new Map<string, JobLoop>([...stageLoops(parts), ...followerLoops(parts)])
  parts.jobs.onAdded((queue) => loops.get(queue)?.wake())
  const watchdog = parts.watchdog ? watch(parts.stalledWork, parts.log) : undefined

  return {
    async stop(graceMs) {
      const stopping = [...loops.values()].map((loop) => loop.stop(graceMs))
      await Promise.all([watchdog?.stop(), ...stopping])
    },
  }
}

function stageLoops({ jobs, log, followerPorts, hosts, ...parts }: WorkerParts) {
  const advanceParts = {
    ...parts,
    jobs,
    log,
    leads: followerPorts.leads,
    ports: followerPorts,
    hosts: (stage: string) => hosts.includes(stage),
    runLimitMs: parts.leaseSeconds * 1_000 * RUN_SHARE_OF_LEASE,
  }
  return pipeline
    .map(({ stage }) => stage.name)
    .filter((name) => hosts.includes(name))
    .map((name): [string, JobLoop] => {
      const queue = stageQueue(name)
      const run = (job: Parameters<typeof runLeadJob>[0]) => runLeadJob(job, advanceParts)
      return [
        queue,
        startJobLoop({ jobs, log, queue, run, limit: () => LEADS_AT_ONCE, paceMs: LEADS_PACE_MS }),
      ]
    })
}

function followerLoops(parts: WorkerParts) {
  const { jobs, log, hosts } = parts
  return FOLLOWERS.filter((name) => hosts.includes(name)).map((name): [string, JobLoop] => {
    const queue = followerQueue(name)
    const run = (job: Parameters<typeof runTaskJob>[0]) => runTaskJob(job, parts)
    return [
      queue,
      startJobLoop({
        ...{ jobs, log, queue, run, paceMs: TASKS_PACE_MS },
        limit: limitOf(name, parts),
        forHot: HOT_TASKS_BESIDES,
      }),
    ]
  })
}

function limitOf(follower: FollowerName, { mustGiveWay }: WorkerParts): () => number {
  if (!IN_BACKGROUND.includes(follower)) return () => TASKS_AT_ONCE
  return allowance(TASKS_AT_ONCE, mustGiveWay)
}
