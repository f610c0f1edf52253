import type { Log } from '../ports/log.ts'
import { describe } from './take-step.ts'

const LOOK_EVERY_MS = 2_000

type Parts = {
  /** Does one turn, and resolves with whether there was one to do. */
  readonly reconcile: (signal: AbortSignal) => Promise<boolean>
  readonly log: Log
}

/**
 * Looks again and again whether it is time to look through a source for leads of which nobody told us.
 * One turn at a time; a turn that fails is told to the log, and the next look finds what is left.
 */
export function startReconciling({ reconcile, log }: Parts): { stop(): Promise<void> } {
  const stopped = new AbortController()
  let running: Promise<void> | undefined

  async function doAllThatIsDue(): Promise<void> {
    while (!stopped.signal.aborted && (await reconcile(stopped.signal)));
  }

  function look(): void {
    running ??= doAllThatIsDue()
      .catch((error: unknown) => log.warn({ error: describe(error) }, 'Cannot look for leads'))
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
