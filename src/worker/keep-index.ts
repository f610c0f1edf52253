import { setTimeout as pause } from 'node:timers/promises'
import type { IdentityIndexUpkeep } from '../ports/identity-index-upkeep.ts'
import type { IndexCopy } from '../ports/index-copy.ts'
import type { Log } from '../ports/log.ts'
import { describe } from './take-step.ts'

/** What `STL_STAGES` calls it. */
export const INDEX = 'index'

/** A person who writes twice within it is found by their keys all the same, or by who decides. */
const FOLLOW_EVERY_MS = 300
/** Somebody who had the index made anew waits for minutes anyway. */
const LOOK_EVERY_MS = 2_000
const PAUSE_AFTER_FAILURE_MS = 2_000

type Parts = {
  readonly upkeep: IdentityIndexUpkeep
  /** Undefined where look-ups are answered by what is kept up anyway. */
  readonly copy: IndexCopy | undefined
  readonly log: Log
}

/** Keeps what finds contacts complete. */
export type IndexKeeper = {
  /** Begins nothing more, and resolves when the page under way is done. */
  stop(): Promise<void>
}

/**
 * Makes the index where it has not been made yet, or is made anew, and keeps its copy up to date,
 * until it is stopped. Either goes on where another process stopped; a failure is told to the log and
 * tried again.
 */
export function keepIndex({ upkeep, copy, log }: Parts): IndexKeeper {
  const stopping = new AbortController()

  /** Rests as long as it works, so that leads have the database for themselves half of the time. */
  async function make(): Promise<number> {
    const startedMs = performance.now()
    const state = await upkeep.advance()
    return state === 'more' ? performance.now() - startedMs : LOOK_EVERY_MS
  }

  async function follow(of: IndexCopy): Promise<number> {
    return (await of.follow()) === 'more' ? 0 : FOLLOW_EVERY_MS
  }

  async function again(what: string, turn: () => Promise<number>): Promise<void> {
    let isTold = false
    while (!stopping.signal.aborted) {
      const pauseMs = await turn().then(
        (ms) => {
          isTold = false
          return ms
        },
        (error: unknown) => {
          if (!isTold) log.warn({ error: describe(error) }, what)
          isTold = true
          return PAUSE_AFTER_FAILURE_MS
        },
      )
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const running = [
    again('The index of contacts cannot be made', make),
    ...(copy === undefined
      ? []
      : [again('Redis does not get the index of contacts', () => follow(copy))]),
  ]
  return {
    async stop() {
      stopping.abort()
      await Promise.all(running)
      copy?.close()
    },
  }
}
