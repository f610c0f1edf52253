import type { TimeShare } from './stage.ts'

/**
 * Does work that is told by its signal when its milliseconds are used up, and comes to what the work
 * comes to. The timer ends with the work: nearly all of it ends long before, and thousands of timers
 * that fire for nobody cost more than some of the stages they were set for.
 */
export async function withinShare<T>(
  ms: number,
  work: (share: TimeShare) => Promise<T>,
): Promise<T> {
  const share = new AbortController()
  const timer = setTimeout(() => share.abort(), Math.ceil(ms))
  try {
    return await work({ signal: share.signal })
  } finally {
    clearTimeout(timer)
  }
}
