/**
 * How a sandbox treats the calls it gets from now on. An empty object is the vendor on a good day.
 */
export type Behaviour = {
  /** Pause before the answer, in milliseconds: fixed, or evenly spread between two bounds. */
  readonly latencyMs?: number | readonly [number, number]
  /** Share of calls, 0 to 1, that fail with the vendor's own internal error and do nothing. */
  readonly errorRate?: number
  /** Every call fails with this status and does nothing. */
  readonly status?: number
  /** More calls than that in one second of the clock are turned away as too often, and do nothing. */
  readonly perSecond?: number
  /** With a status that says "too often": when to come back, in the vendor's own way. */
  readonly retryAfterSeconds?: number
  /** The vendor's own name for the error, where it has names. */
  readonly error?: string
  /** Calls are taken, do nothing and are never answered. */
  readonly hang?: boolean
  /** Calls take effect, and then the connection breaks before the answer. */
  readonly hangUp?: boolean
}

/** A local server that speaks one vendor's documented wire format, listening on loopback only. */
export type Sandbox<Received extends { calls: number }> = AsyncDisposable & {
  readonly url: string
  /** What arrived so far; `calls` counts every call, also those that failed. */
  readonly received: Received
  /** Replaces the behaviour, from the next call on. */
  behave(behaviour: Behaviour): void
  /** Breaks all connections and frees the port. */
  close(): Promise<void>
}

/** The pause before one answer, in milliseconds. */
export function pauseMs({ latencyMs = 0 }: Behaviour): number {
  if (typeof latencyMs === 'number') return latencyMs
  const [from, to] = latencyMs
  return from + Math.random() * (to - from)
}

/** The status the next call must fail with, or undefined when it may succeed. */
export function failingStatus({ status, errorRate = 0 }: Behaviour, internal: number) {
  if (status !== undefined) return status
  return Math.random() < errorRate ? internal : undefined
}
