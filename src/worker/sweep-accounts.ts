import { setTimeout as pause } from 'node:timers/promises'
import type { AccountSweep } from '../ports/account-sweep.ts'
import type { Log } from '../ports/log.ts'
import { takeTurns } from './take-turns.ts'

type Parts = { readonly sweep: AccountSweep; readonly log: Log }

/**
 * Has open leads matched again when accounts are new or have changed, until it is stopped. It rests as
 * long as it works, so that leads have the database for themselves half of the time.
 */
export function sweepAccounts({ sweep, log }: Parts): { stop(): Promise<void> } {
  return takeTurns({
    log,
    failing: 'Past leads are not matched with accounts that changed',
    async turn(signal) {
      const startedMs = performance.now()
      const isMore = (await sweep.advance()) === 'more'
      if (!isMore) return false
      // Whoever stops it does not wait for the rest.
      await pause(performance.now() - startedMs, undefined, { signal }).catch(() => undefined)
      return true
    },
  })
}
