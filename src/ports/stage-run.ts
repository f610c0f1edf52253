import type { Lead } from '../domain/lead.ts'
import type { ProviderOutcome } from '../domain/lead-event.ts'
import type { Task } from '../domain/task.ts'

/** One run of a stage that is over. Times in milliseconds. */
export type StageRun = {
  readonly stage: string
  readonly before: Lead
  /** The lead with what the stage said; none when it failed or was overtaken. */
  readonly after: Lead | undefined
  readonly end: 'done' | 'skipped' | 'failed' | 'overtaken'
  /** By `performance.now()`. */
  readonly startedMs: number
  readonly ms: number
  /** What providers did, when the stage asked any. */
  readonly providers: readonly ProviderOutcome[]
}

/** One attempt at a task that is over. Times in milliseconds. */
export type TaskRun = {
  readonly task: Task
  readonly end: 'done' | 'refused' | 'unavailable' | 'overtaken' | 'failed'
  readonly startedMs: number
  readonly ms: number
}

/** Told about every run, at once; must neither wait nor throw. */
export type Watch<Run> = (run: Run) => void
