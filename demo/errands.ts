import { setTimeout as wait } from 'node:timers/promises'

/** Work that goes on by itself while the demo runs. */
export type Errands = {
  /** Does it after so many milliseconds, or not at all when everything has ended before. */
  later(ms: number, work: () => Promise<void>): void
  /** Does it now. */
  start(work: () => Promise<void>): void
  /** Rejects with the first failure of any of them. */
  readonly failed: Promise<never>
  /** True once nothing more is to be begun. */
  readonly signal: AbortSignal
  /** How many have not ended. */
  open(): number
  /** Drops what has not begun, and waits for the rest. */
  end(): Promise<void>
}

/** No errands yet. */
export function newErrands(): Errands {
  const ending = new AbortController()
  const open = new Set<Promise<void>>()
  const { promise: failed, reject } = Promise.withResolvers<never>()
  // Whoever starts errands looks at it; a failure before that is not lost.
  failed.catch(() => undefined)

  const start = (work: () => Promise<void>) => {
    const running = work().catch((error: unknown) => {
      if (!ending.signal.aborted) reject(error)
    })
    open.add(running)
    void running.finally(() => open.delete(running))
  }

  return {
    start,
    later: (ms, work) =>
      start(async () => {
        await wait(ms, undefined, { signal: ending.signal })
        await work()
      }),
    failed,
    signal: ending.signal,
    open: () => open.size,
    async end() {
      ending.abort()
      await Promise.all(open)
    },
  }
}
