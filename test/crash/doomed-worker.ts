import process from 'node:process'
import { openPlatform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'

/**
 * A worker without watchdog that kills itself, as `kill -9` would, right after it has committed an
 * event for the so-manieth time. With 0 it lives on. It hosts everything, or what `STL_STAGES` says.
 * Called as: doomed-worker.ts <database url> <commits to live> <lease in seconds>
 */
const [databaseUrl = '', commits = '0', leaseSeconds = '1'] = process.argv.slice(2)
const { STL_STAGES } = process.env
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = { ...readConfig({ STL_STAGES }), leaseSeconds: Number(leaseSeconds) }

const platform = await openPlatform({ role: 'worker', config, databaseUrl, log: silent })
startWorkerRole(
  { ...platform, leads: doomed(platform.leads, Number(commits)) },
  { watchdog: false },
)
process.send?.('ready')

function doomed(leads: LeadStore, livesFor: number): LeadStore {
  let left = livesFor
  const count = <T>(committed: T): T => {
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
    return committed
  }
  return {
    load: leads.load,
    append: (lead, outcome) => leads.append(lead, outcome).then(count),
    decide: (lead, decision, said) => leads.decide(lead, decision, said).then(count),
    record: (id, outcome) => leads.record(id, outcome).then(count),
  }
}
