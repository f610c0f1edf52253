import type { Log } from '../ports/log.ts'
import { describe } from './take-step.ts'

const OFTEN_MS = 2_000

type Parts = {
  /** Does one turn, and resolves with whether there was one to do. */
  readonly turn: (signal: AbortSignal) => Promise<boolean>
  /** What the log says when a turn fails. */
  readonly failing: string
  readonly log: Log
  /** How often it looks, in milliseconds; every two seconds unless given. */
  readonly everyMs?: number
  /** Whether it looks at once, or leaves a process that starts in peace; at once unless given. */
  readonly atOnce?: boolean
}

/**
 * Looks again and again whether there is something to do that no lead waits for. One turn at a time; a
 * turn that fails is told to the log, and the next look finds what is left.
 */
export function takeTurns(parts: Parts): { stop(): Promise<void> } {
  const { turn, failing, log, everyMs = OFTEN_MS, atOnce = true } = parts
  const stopped = new AbortController()
  let running: Promise<void> | undefined

  async function doAllThatIsDue(): Promise<void> {
    while (!stopped.signal.aborted && (await turn(stopped.signal)));
  }

  function look(): void {
    running ??= doAllThatIsDue()
      .catch((error: unknown) => log.warn({ error: describe(error) }, failing))
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  if (atOnce) look()

  return {
    async stop() {
      clearInterval(timer)
      stopped.abort()
      await running
    },
  }
}
