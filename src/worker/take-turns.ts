import type { Log } from '../ports/log.ts'
import { describe } from './take-step.ts'

const LOOK_EVERY_MS = 2_000

type Parts = {
  /** Does one turn, and resolves with whether there was one to do. */
  readonly turn: (signal: AbortSignal) => Promise<boolean>
  /** What the log says when a turn fails. */
  readonly failing: string
  readonly log: Log
}

/**
 * Looks again and again whether there is something to do that no lead waits for. One turn at a time; a
 * turn that fails is told to the log, and the next look finds what is left.
 */
export function takeTurns({ turn, failing, log }: Parts): { stop(): Promise<void> } {
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
  const timer = setInterval(look, LOOK_EVERY_MS)
  look()

  return {
    async stop() {
      clearInterval(timer)
      stopped.abort()
      await running
    },
  }
}
