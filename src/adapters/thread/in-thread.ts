import { Worker } from 'node:worker_threads'

/**
 * Runs a module in a thread of its own, with `data` as its `workerData`, and resolves with the one
 * message it posts: for what takes seconds, in which no lead may wait. Aborting ends the thread.
 */
export function inThread<T>(module: URL, data: unknown, signal: AbortSignal): Promise<T> {
  const thread = new Worker(module, { workerData: data })
  return new Promise<T>((resolve, reject) => {
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
