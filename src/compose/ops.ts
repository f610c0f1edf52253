import { hostname } from 'node:os'
import { type OpsServer, startOpsServer } from '../http/ops-server.ts'
import type { RunningProcess } from '../ports/process-registry.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Platform } from './platform.ts'

/** Tells the other processes that this one lives, and them alone what it measures. */
export async function startOps(platform: Platform, hosts: readonly string[]) {
  const server = await startOpsServer(platform.telemetry.metrics)
  const heartbeat = await startHeartbeat(platform, running(platform, hosts, server))

  return {
    async stop(): Promise<void> {
      await heartbeat.stop()
      await server.stop()
    },
  }
}

function running(
  { processId: id, role }: Platform,
  hosts: readonly string[],
  { port }: OpsServer,
): RunningProcess {
  return { id, role, hosts, ops: { machine: hostname(), port } }
}
