import type { Log } from '../ports/log.ts'
import type { StalledWork } from '../ports/stalled-work.ts'
import { describe } from './take-step.ts'

const LOOK_EVERY_MS = 5_000

/**
 * Looks again and again for work that stalled, and clears away what nobody needs any longer. It is
 * the second net: the queue is the first.
 */
export function watch(stalledWork: StalledWork, log: Log): { stop(): void } {
  async function look(): Promise<void> {
    const { leads, tasks } = await stalledWork.wake()
    if (leads + tasks > 0) log.warn({ leads, tasks }, 'Woke work that had stalled')
    await stalledWork.clearAway()
  }
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.warn({ error: describe(error) }, 'The watchdog failed'))
  }, LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
