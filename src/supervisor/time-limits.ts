import { setTimeout as wait } from 'node:timers/promises'

/**
 * Everything ends within 5 s of a signal: a role has 3 s to finish or hand back what it holds, then
 * it is killed, and the embedded database stops within what is left.
 */
export const ROLE_STOP_MS = 3_000

/** Resolves when the work does, or when a role's time to stop is over. */
export async function withinTheStop(work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  const limit = wait(ROLE_STOP_MS, undefined, { signal: over.signal }).catch(() => undefined)
  try {
    await Promise.race([work, limit])
  } finally {
    over.abort()
  }
}
