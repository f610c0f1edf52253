import type { Learned, Lesson, PairLabel } from '../../domain/matching/learn-model.ts'
import { inThread } from './in-thread.ts'

/** Learns beside the process. Stops when told to. */
export const learnInThread = (
  lessons: readonly Lesson[],
  labels: readonly PairLabel[],
  signal: AbortSignal,
): Promise<Learned> =>
  inThread(new URL('./learning-thread.ts', import.meta.url), { lessons, labels }, signal)
