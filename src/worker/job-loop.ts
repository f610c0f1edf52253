import { setTimeout as pause } from 'node:timers/promises'
import { urgencyOf } from '../domain/urgency.ts'
import type { ClaimedJob, JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import { describe } from './take-step.ts'

type Options = {
  readonly jobs: JobQueue
  readonly log: Log
  readonly queue: string
  /** Settles the job itself; a rejection is our bug, and the lease brings the job back. */
  readonly run: (job: ClaimedJob) => Promise<void>
  /** How many jobs of the queue run at once in this process; asked before each claim. */
  readonly limit: () => number
  /** How many hot ones besides, so that none waits for a place behind others that are slow. */
  readonly forHot?: number
  /**
   * Least time between two claims in milliseconds. The first job after a silence starts at once;
   * under load what comes meanwhile is claimed together, and shares statements and commits.
   */
  readonly paceMs: number
}

/** What is claimed at a time: only what starts at once, since the lease counts from the claim. */
const CLAIM_AT_MOST = 256
/** Delayed jobs give no notice when they fall due, so we look at least this often. */
const LOOK_EVERY_MS = 500

/** One running loop over a queue. */
export type JobLoop = {
  /** Looks for jobs now. */
  wake(): void
  /**
   * Claims nothing more, lets what runs finish for at most `graceMs`, and gives the rest back.
   * Called twice, the second call waits for the first.
   */
  stop(graceMs: number): Promise<void>
}

/**
 * Jobs are claimed in quarters of the limit: a claim for one job costs as much as one for many, and
 * the few different statements this makes are each prepared once.
 */
const quarterOf = (limit: number) => Math.ceil(limit / 4)

/** How many jobs may be claimed while so many run, and how urgent they must be. */
function roomBeside(running: number, limit: number, forHot: number) {
  const free = Math.min(limit - running, CLAIM_AT_MOST)
  const places = Math.max(0, free - (free % quarterOf(limit)))
  if (places > 0 || forHot === 0) return { places }
  return { places: Math.max(0, limit + forHot - running), least: urgencyOf('hot') }
}

type Running = Map<ClaimedJob, Promise<void>>

/** Claims jobs of one queue and runs them, many at once, until it is stopped. */
export function startJobLoop(options: Options): JobLoop {
  const { jobs, queue, paceMs, forHot = 0 } = options
  const running: Running = new Map()
  let stopping: Promise<void> | undefined
  let looking: Promise<void> | undefined
  let lookAgain = false
  let nextLookAt = 0
  let wakeAt = 0

  async function look(): Promise<void> {
    const limit = options.limit()
    wakeAt = limit - quarterOf(limit)
    const { places, least } = roomBeside(running.size, limit, forHot)
    if (places === 0) return
    const claimed = await jobs.claim(queue, places, least)
    if (stopping !== undefined) return jobs.giveBack(claimed)
    for (const job of claimed) start(job, running, options, ended)
    if (claimed.length === places) lookAgain = true
  }

  async function lookUntilEmpty(): Promise<void> {
    while (lookAgain && stopping === undefined) {
      const waitMs = nextLookAt - performance.now()
      if (waitMs > 0) await pause(waitMs)
      lookAgain = false
      nextLookAt = performance.now() + paceMs
      await look().catch((error: unknown) => complain(options, 'Cannot claim jobs', error))
    }
    looking = undefined
  }

  function wake(): void {
    lookAgain = true
    if (stopping === undefined) looking ??= lookUntilEmpty()
  }

  function ended(): void {
    if (running.size === wakeAt) wake()
  }

  const timer = setInterval(wake, LOOK_EVERY_MS)
  wake()

  return {
    wake,
    stop(graceMs) {
      clearInterval(timer)
      stopping ??= finish(running, looking, options, graceMs)
      return stopping
    },
  }
}

function start(job: ClaimedJob, running: Running, options: Options, ended: () => void): void {
  const done = options
    .run(job)
    .catch((error: unknown) => complain(options, 'A job could not be settled', error))
    .finally(() => {
      running.delete(job)
      ended()
    })
  running.set(job, done)
}

async function finish(
  running: Running,
  looking: Promise<void> | undefined,
  options: Options,
  graceMs: number,
): Promise<void> {
  const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref())
  // A claim under way gives back what it brings; we must not close the queue under it.
  await Promise.race([Promise.allSettled([looking, ...running.values()]), grace])
  await options.jobs
    .giveBack([...running.keys()])
    .catch((error: unknown) => complain(options, 'Cannot give jobs back', error))
}

const complain = ({ log, queue }: Options, message: string, error: unknown) =>
  log.warn({ queue, error: describe(error) }, message)
