import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'

type Watched = {
  isRunning(): boolean
  restart(): Promise<void>
  readonly log: Log
}

/** Often enough that leads that wait for the database still make their ten seconds. */
const LOOK_EVERY_MS = 1_000

/** Restarts what it watches whenever that is found dead, until the returned function is called. */
export function keepRunning({ isRunning, restart, log }: Watched): () => Promise<void> {
  const stopped = new AbortController()

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      await wait(LOOK_EVERY_MS, undefined, { ref: false, signal: stopped.signal })
      if (isRunning()) continue
      log.warn({}, 'The embedded PostgreSQL has died and is started again')
      await restart().catch((error: unknown) => {
        log.error({ error }, 'The embedded PostgreSQL could not be started again')
      })
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error
  })
  return async () => {
    stopped.abort()
    await watching
  }
}
