import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../domain/failure.ts'

/** What one member of a batch came to: its result, or the error it alone is rejected with. */
export type Settled<R> = { readonly ok: R } | { readonly error: Error }

type Waiting<T, R> = {
  readonly item: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

type Options = {
  /** The largest batch. Larger ones hold locks longer and gain little. */
  readonly maxBatch?: number
  /**
   * Least time from the start of one commit to that of the next, in milliseconds: under load more
   * callers share one. The first after a silence starts at once.
   */
  readonly paceMs?: number
  /** Called with the size of every batch, for metrics. */
  readonly onBatch?: (size: number) => void
}

/**
 * Groups the database work of many callers: while one commit is under way the next batch fills,
 * so the batch size follows the load, and without a pace nobody waits for a timer.
 *
 * `commit` settles every item of a batch, in order. When it rejects, the batch is halved until the
 * one item that cannot be committed stands alone and is rejected by itself; `Unavailable` rejects
 * the whole batch, because halving does not bring a database back.
 */
export function groupCommit<T, R>(
  commit: (items: readonly T[]) => Promise<readonly Settled<R>[]>,
  { maxBatch = 256, paceMs = 0, onBatch = () => undefined }: Options = {},
): (item: T) => Promise<R> {
  let queue: Waiting<T, R>[] = []
  let committing = false
  let nextAt = 0

  async function drain(): Promise<void> {
    committing = true
    while (queue.length > 0) {
      const waitMs = nextAt - performance.now()
      if (waitMs > 0) await pause(waitMs)
      nextAt = performance.now() + paceMs
      const batch = queue.slice(0, maxBatch)
      queue = queue.slice(maxBatch)
      onBatch(batch.length)
      await settle(batch, commit)
    }
    committing = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject })
      // A microtask later, so that callers of the same turn share the first batch.
      if (!committing && queue.length === 1) queueMicrotask(() => void drain())
    })
}

async function settle<T, R>(
  batch: readonly Waiting<T, R>[],
  commit: (items: readonly T[]) => Promise<readonly Settled<R>[]>,
): Promise<void> {
  const outcome = await commit(batch.map(({ item }) => item)).then(
    (settled) => ({ settled }),
    (error: unknown) => ({ error }),
  )
  if ('settled' in outcome) {
    for (const [index, waiting] of batch.entries()) answer(waiting, outcome.settled[index])
  } else if (batch.length === 1 || outcome.error instanceof Unavailable) {
    for (const { reject } of batch) reject(outcome.error)
  } else {
    const middle = Math.ceil(batch.length / 2)
    await settle(batch.slice(0, middle), commit)
    await settle(batch.slice(middle), commit)
  }
}

function answer<T, R>({ resolve, reject }: Waiting<T, R>, settled: Settled<R> | undefined): void {
  if (settled === undefined) reject(new Error('A commit settled fewer items than it was given'))
  else if ('ok' in settled) resolve(settled.ok)
  else reject(settled.error)
}
