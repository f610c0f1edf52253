import { postgresProcessRegistry } from '../adapters/postgres/process-registry.ts'
import type { RunningProcess } from '../ports/process-registry.ts'
import { describe } from '../worker/take-step.ts'
import type { Platform } from './platform.ts'

const EVERY_MS = 1_000

/** Tells the others every second that this process is alive, until it is stopped. */
export async function startHeartbeat(platform: Platform, process: RunningProcess) {
  const registry = postgresProcessRegistry(platform.db)
  const beat = () =>
    registry.beat(process).catch((error: unknown) => {
      platform.log.warn({ error: describe(error) }, 'Cannot say that this process is alive')
    })
  await beat()
  const timer = setInterval(() => void beat(), EVERY_MS)

  return {
    async stop(): Promise<void> {
      clearInterval(timer)
      await registry.leave(process.id)
    },
  }
}
