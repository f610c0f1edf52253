import type { Log } from '../ports/log.ts'
import type { StalledWork } from '../ports/stalled-work.ts'
import { takeTurns } from './take-turns.ts'

const LOOK_EVERY_MS = 5_000

/**
 * Looks again and again for work that stalled, and clears away what nobody needs any longer. It is
 * the second net: the queue is the first.
 */
export function watch(stalledWork: StalledWork, log: Log): { stop(): Promise<void> } {
  async function look(): Promise<boolean> {
    const { leads, tasks } = await stalledWork.wake()
    if (leads + tasks > 0) log.warn({ leads, tasks }, 'Woke work that had stalled')
    await stalledWork.clearAway()
    return false
  }
  return takeTurns({
    ...{ turn: look, failing: 'The watchdog failed', log },
    ...{ everyMs: LOOK_EVERY_MS, atOnce: false },
  })
}
