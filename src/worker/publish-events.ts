import { setTimeout as pause } from 'node:timers/promises'
import type { SubscriptionId } from '../domain/ids.ts'
import { type SendingParts, sendDueEvents } from './send-due-events.ts'
import { describe } from './take-step.ts'

/** What `STL_STAGES` calls it. */
export const PUBLISH = 'publish'

/** Soon enough for programs, and one small query while nobody subscribes. */
const LOOK_EVERY_MS = 300
/** After a failure; the database needs seconds to come back, not milliseconds. */
const PAUSE_AFTER_FAILURE_MS = 2_000

/** Follows the log of events and sends subscribers what they asked for. */
export type Publisher = {
  /** Begins nothing more, lets what runs finish for at most `graceMs`, and lets go of the rest. */
  stop(graceMs: number): Promise<void>
}

/**
 * Looks again and again for what is due, until it is stopped. Each receiver is served by itself, so
 * that none waits for another.
 */
export function publishEvents(parts: SendingParts): Publisher {
  const { outbox, holder, clock, log } = parts
  const [stopping, aborting] = [new AbortController(), new AbortController()]
  const running = new Map<SubscriptionId, Promise<void>>()

  async function look(): Promise<number> {
    const more = await outbox.collect(clock())
    const claimed = await outbox.claim(holder, clock())
    for (const id of claimed.filter((one) => !running.has(one))) {
      const sending = sendDueEvents(id, parts, aborting.signal)
        .catch((error: unknown) => complain('Events cannot be sent', error))
        .finally(() => running.delete(id))
      running.set(id, sending)
    }
    return more ? 0 : LOOK_EVERY_MS
  }

  async function lookAgainAndAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pauseMs = await look().catch((error: unknown) => {
        complain('Events cannot be read', error)
        return PAUSE_AFTER_FAILURE_MS
      })
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  function complain(what: string, error: unknown): void {
    if (!aborting.signal.aborted) log.warn({ error: describe(error) }, what)
  }

  const looking = lookAgainAndAgain()
  return {
    async stop(graceMs) {
      stopping.abort()
      await looking
      const grace = pause(graceMs, undefined, { ref: false })
      await Promise.race([Promise.all(running.values()), grace])
      aborting.abort()
      await Promise.all(running.values())
      await outbox.release(holder).catch((error: unknown) => complain('Claims are kept', error))
      parts.sender.close()
    },
  }
}
