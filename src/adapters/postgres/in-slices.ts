import { setImmediate } from 'node:timers/promises'

/** So long nobody else has a turn, in milliseconds, unless one step takes longer. */
const SLICE_MS = 8

/**
 * Does long work step by step, and lets whatever else waits for this process have a turn every few
 * milliseconds. Resolves with what it comes to.
 */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  let startedMs = performance.now()
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    if (performance.now() - startedMs < SLICE_MS) continue
    await setImmediate()
    startedMs = performance.now()
  }
}
