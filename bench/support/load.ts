import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What the load generator is to do; either a rate or a number of callers. */
export type LoadOrder = {
  readonly url: string
  readonly seconds: number
  /** Number of the first submission; cells that share a database use different ones. */
  readonly first: number
  /** Requests per second, at their due times. */
  readonly rate?: number
  /** So many at once, each posting again when it is answered. */
  readonly callers?: number
  /** Inquiries of new people that say this, in place of the usual mix. */
  readonly message?: string
}

/** What it saw. Times are milliseconds since 1970, latencies milliseconds. */
export type LoadResult = {
  readonly startedAt: number
  readonly endedAt: number
  readonly sent: number
  readonly accepted: number
  /** How often each status came back, or the reason why none did. */
  readonly statuses: Readonly<Record<string, number>>
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The load generator, in a process of its own. */
export type Load = {
  /** Posts submissions nobody has posted yet; resolves when all are answered. */
  run(order: Omit<LoadOrder, 'first'>): Promise<LoadResult>
  /** Makes the run under way end early. */
  cut(): void
}

/**
 * Starts it. It ends with the stack, or with this process. Of several at once each begins with another
 * number, so that they send about different people.
 */
export function startLoad(started: AsyncDisposableStack, firstNumber = 0): Load {
  const child = fork(join(import.meta.dirname, 'load-generator.ts'), { execArgv: [] })
  const ended = once(child, 'exit')
  started.defer(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let first = firstNumber

  return {
    async run(order) {
      child.send({ ...order, first } satisfies LoadOrder)
      const gone = ended.then(() => Promise.reject(new Error('The load generator ended')))
      const [result] = (await Promise.race([once(child, 'message'), gone])) as [LoadResult]
      first += result.sent
      return result
    },
    cut: () => void child.send('stop'),
  }
}
