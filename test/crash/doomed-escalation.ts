import process from 'node:process'
import { openPlatform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'

/**
 * A worker that kills itself, as `kill -9` would, as soon as it has taken a lead back from a rep who did not
 * answer, before anything that follows from it; with `lives` it does not.
 * Called as: doomed-escalation.ts <database url> <dies | lives>
 */
const [databaseUrl = '', fate = 'dies'] = process.argv.slice(2)
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = readConfig({})

const platform = await openPlatform({ role: 'worker', config, databaseUrl, log: silent })
const leads = fate === 'lives' ? platform.leads : doomed(platform.leads)
startWorkerRole({ ...platform, leads }, { watchdog: false })

function doomed(store: LeadStore): LeadStore {
  return {
    ...store,
    async record(id, outcomeOf) {
      let isTakenBack = false
      const after = await store.record(id, (lead) => {
        const outcome = outcomeOf(lead)
        isTakenBack = outcome?.event.type === 'AssignmentExpired'
        return outcome
      })
      if (isTakenBack) process.kill(process.pid, 'SIGKILL')
      return after
    },
  }
}
