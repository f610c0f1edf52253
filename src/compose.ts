import { releaseJobs } from './adapters/pgboss/release-jobs.ts'
import { connect } from './adapters/postgres/connect.ts'
import { postgresProcessRegistry } from './adapters/postgres/process-registry.ts'
import { applyExampleCompany } from './compose/example-company.ts'
import { startGateway } from './compose/gateway.ts'
import { startOps } from './compose/ops.ts'
import { openPlatform } from './compose/platform.ts'
import { leaveProductFile } from './compose/product-file.ts'
import { hostedBy, startWorkerRole } from './compose/worker-role.ts'
import type { Config } from './config.ts'
import { ALL_QUEUES } from './migrate.ts'
import type { Role } from './settings.ts'

/** A role at work in this process. */
export type RunningRole = {
  /** Stops accepting, finishes or hands back what is under way, and closes; within five seconds. */
  stop(): Promise<void>
}

type RoleOptions = {
  readonly role: Role
  readonly config: Config
  readonly databaseUrl: string
  /** Names this process in the registry of processes. */
  readonly processId: string
}

/** Time for work under way when a process stops; the rest is handed back. */
const GRACE_MS = 2_500

/** Starts one role and resolves once it works. The database must be migrated. */
export async function startRole(options: RoleOptions): Promise<RunningRole> {
  const { role, config } = options
  const hosts = role === 'worker' ? hostedBy(config.stages) : []
  const platform = await openPlatform(options)
  await applyExampleCompany(platform)
  const ops = await startOps(platform, hosts)
  const stopRole = role === 'worker' ? worker() : await gateway()

  function worker() {
    const running = startWorkerRole(platform, { watchdog: true })
    return () => running.stop(GRACE_MS)
  }

  async function gateway() {
    const running = await startGateway(platform)
    const takeBack = await leaveProductFile(config.dataDir, running)
    return () => Promise.all([running.stop(), takeBack()])
  }

  return {
    async stop() {
      await stopRole()
      await ops.stop()
      await platform.close()
    },
  }
}

/**
 * Gives back at once what a dead worker had claimed, if it was the only one that could have it:
 * otherwise the leases end by themselves. Resolves with the number of jobs given back.
 */
export async function releaseJobsOf(databaseUrl: string, processId: string): Promise<number> {
  const db = connect(databaseUrl, 1)
  try {
    const registry = postgresProcessRegistry(db)
    await registry.leave(processId)
    const others = await registry.alive()
    if (others.some(({ role }) => role === 'worker')) return 0
    return await releaseJobs(databaseUrl, ALL_QUEUES)
  } finally {
    await db.destroy()
  }
}
