import process from 'node:process'
import { openPlatform } from '../../src/compose/platform.ts'
import { startWorkerRole } from '../../src/compose/worker-role.ts'
import { readConfig } from '../../src/config.ts'
import type { LeadStore } from '../../src/ports/lead-store.ts'

/**
 * A worker that kills itself, as `kill -9` would, when so many channels have accepted an alert and none of
 * that is recorded; with 0 it does not. Vendors are where the settings in its environment say.
 * Called as: doomed-notifier.ts <database url> <channels>
 */
const [databaseUrl = '', channels = '0'] = process.argv.slice(2)
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const { SLACK_BASE_URL, TWILIO_BASE_URL } = process.env
const config = readConfig({ SLACK_BASE_URL, TWILIO_BASE_URL })

const platform = await openPlatform({ role: 'worker', config, databaseUrl, log: silent })
const leads = channels === '0' ? platform.leads : doomed(platform.leads, Number(channels))
startWorkerRole({ ...platform, leads }, { watchdog: false })

function doomed(store: LeadStore, sentLast: number): LeadStore {
  let sent = 0
  return {
    ...store,
    async record(id, outcomeOf) {
      const outcome = outcomeOf(await store.load(id))
      if (outcome?.event.type !== 'RepNotified') return await store.record(id, outcomeOf)
      sent += 1
      if (sent === sentLast) process.kill(process.pid, 'SIGKILL')
      return await new Promise(() => undefined)
    },
  }
}
