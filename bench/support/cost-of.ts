import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What some work cost this process. */
export type Cost<T> = {
  readonly result: T
  readonly seconds: number
  /** With its threads, and so without the database. */
  readonly cpuSeconds: number
  /** The most that the process held more than before. */
  readonly memoryMb: number
  /** The longest that nothing else could be done in the main thread. */
  readonly stallMs: number
}

const SAMPLED_EVERY_MS = 20

/** Does some work once and says what it cost. */
export async function costOf<T>(work: () => Promise<T>): Promise<Cost<T>> {
  const before = process.memoryUsage.rss()
  let most = before
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
  }
  const sampling = setInterval(look, SAMPLED_EVERY_MS)
  const stalls = monitorEventLoopDelay({ resolution: 5 })
  stalls.enable()
  const cpu = process.cpuUsage()
  const began = performance.now()
  try {
    const result = await work()
    const seconds = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    look()
    const memoryMb = (most - before) / 2 ** 20
    return {
      result,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      memoryMb,
      stallMs: stalls.max / 1e6,
    }
  } finally {
    clearInterval(sampling)
    stalls.disable()
  }
}
