import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import { Unavailable } from '../../domain/failure.ts'

/** After so many failures in a row a vendor is left alone for a while. */
const FAILURES_TO_OPEN = 5
/** How long it is left alone, in milliseconds, before one call may try again. */
const OPEN_MS = 5_000

/** Whether a call changes something at the vendor, so that an unknown end may have had effect. */
export type Effect = 'reads' | 'writes'

/** `open`: calls are turned away at once. `half-open`: one call is trying whether it works again. */
export type Circuit = 'closed' | 'open' | 'half-open'

/** What an adapter with a guard lets operators see. */
export type Guarded = { circuit(): Circuit }

/** Stands before one vendor, so that its troubles cost us a bounded time and few connections. */
export type VendorGuard = Guarded & {
  /**
   * Runs the work and resolves with its result. Rejects with what the work rejects with, or with
   * `Unavailable`: `<vendor>-timeout` when the time limit has passed or the caller's signal
   * aborted, `<vendor>-circuit-open`, or `<vendor>-busy` when too many calls are waiting already.
   * The work is told by its signal to stop; it is not waited for.
   */
  run<T>(
    effect: Effect,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>
}

export type GuardSettings = {
  readonly vendor: string
  /** From the call to its answer, waiting for a free place included. */
  readonly timeLimitMs: number
  /** Calls at once; four times as many may wait. */
  readonly concurrency: number
}

/** A guard of its own for one vendor. Share it between all calls, or the breaker learns nothing. */
export function vendorGuard({ vendor, timeLimitMs, concurrency }: GuardSettings): VendorGuard {
  const breaker = circuitBreaker(handleWhen(countsAsFailure), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  })
  // The time limit stands outside the bulkhead: who waits for a place waits on the same clock.
  const policy = wrap(
    breaker,
    timeout(timeLimitMs, TimeoutStrategy.Aggressive),
    bulkhead(concurrency, concurrency * 4),
  )

  return {
    circuit: () => circuitNames[breaker.state],
    async run(effect, work, signal) {
      let begun = false
      try {
        return await policy.execute(async (context) => {
          begun = true
          return await stoppable(work, context.signal)
        }, signal)
      } catch (error) {
        throw translated(error, vendor, effect === 'writes' && begun)
      }
    },
  }
}

const circuitNames: Readonly<Record<CircuitState, Circuit>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
}

/** A vendor that names a time to come back is alive and well. */
function countsAsFailure(error: unknown): boolean {
  if (error instanceof TaskCancelledError) return true
  return error instanceof Unavailable && error.notBefore === undefined
}

/** Work that was told to stop fails in many ways; all of them mean that its time was up. */
async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) {
  try {
    return await work(signal)
  } catch (error) {
    throw signal.aborted ? new TaskCancelledError() : error
  }
}

function translated(error: unknown, vendor: string, mayHaveHappened: boolean): unknown {
  if (error instanceof TaskCancelledError) {
    return new Unavailable(`${vendor}-timeout`, `${vendor} did not answer in time`, {
      mayHaveHappened,
    })
  }
  if (error instanceof BrokenCircuitError) {
    return new Unavailable(`${vendor}-circuit-open`, `${vendor} failed too often just now`)
  }
  if (error instanceof BulkheadRejectedError) {
    return new Unavailable(`${vendor}-busy`, `Too many calls to ${vendor} are waiting`)
  }
  return error
}
