import type { NewJob } from '../../ports/job-queue.ts'
import type { Tx } from './connect.ts'

/** Adds jobs inside the transaction that causes them: state and hand-off commit together. */
export type Enqueue = (tx: Tx, jobs: readonly NewJob[]) => Promise<void>
