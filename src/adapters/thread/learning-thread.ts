import { parentPort, workerData } from 'node:worker_threads'
import { type Lesson, learnModel, type PairLabel } from '../../domain/matching/learn-model.ts'
import { runBehindOthers } from './behind-others.ts'

/** What `learnInThread` starts: learns from what it was given, says so once, and ends. */
const { lessons, labels } = workerData as {
  readonly lessons: readonly Lesson[]
  readonly labels: readonly PairLabel[]
}
runBehindOthers()
parentPort?.postMessage(learnModel(lessons, labels))
