import process from 'node:process'
import { openPlatform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'

/**
 * A worker that kills itself, as `kill -9` would, when a channel has accepted an alert and that is about
 * to be recorded; with `lives` as the last argument it does not.
 * Called as: doomed-notifier.ts <database url> <base url of Slack> <dies | lives>
 */
const [databaseUrl = '', slackBaseUrl = '', fate = 'dies'] = process.argv.slice(2)
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = { ...readConfig({}), leaseSeconds: 1, slackBaseUrl }

const platform = await openPlatform({ role: 'worker', config, databaseUrl, log: silent })
const leads = fate === 'lives' ? platform.leads : doomed(platform.leads)
startWorkerRole({ ...platform, leads }, { watchdog: false })

function doomed(store: LeadStore): LeadStore {
  return {
    ...store,
    record: (id, outcomeOf) =>
      store.record(id, (lead) => {
        const outcome = outcomeOf(lead)
        if (outcome?.event.type === 'RepNotified') process.kill(process.pid, 'SIGKILL')
        return outcome
      }),
  }
}
