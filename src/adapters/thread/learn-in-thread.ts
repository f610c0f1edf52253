import { Worker } from 'node:worker_threads'
import type { Learned, Lesson, PairLabel } from '../../domain/matching/learn-model.ts'

/** Learns beside the process: it takes seconds, in which no lead may wait. Stops when told to. */
export function learnInThread(
  lessons: readonly Lesson[],
  labels: readonly PairLabel[],
  signal: AbortSignal,
): Promise<Learned> {
  const thread = new Worker(new URL('./learning-thread.ts', import.meta.url), {
    workerData: { lessons, labels },
  })
  return new Promise<Learned>((resolve, reject) => {
    const stop = () => void thread.terminate()
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => {
      signal.removeEventListener('abort', stop)
      // After a message this is too late to matter.
      reject(signal.aborted ? signal.reason : new Error('The thread ended without a word'))
    })
  })
}
