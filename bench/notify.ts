import { hotBesideCold, steadyAlerts } from './notify/alerts.ts'
import { applyCompany } from './notify/company.ts'
import { timers } from './notify/timers.ts'
import type { Suite } from './suite.ts'
import { runCell } from './support/cell.ts'
import { startLoad } from './support/load.ts'
import { startProduct } from './support/running-product.ts'
import { startHelper } from './support/start-helper.ts'

/**
 * How soon reps are told, with Slack answering within 100 to 300 ms: of new leads at a steady rate, of
 * hot ones beside a burst of cold ones, and of leads that nobody answers, also when the worker is killed
 * while thousands of timers fall due.
 */
export const notify: Suite = {
  name: 'notify',
  async run(bench) {
    const { started, tell } = bench
    const slack = await startHelper('slack-vendor.ts', started)
    const product = await startProduct({ started, env: { SLACK_BASE_URL: slack.url } })
    await applyCompany(product)
    const load = startLoad(started)
    await runCell(product, load, 50, 3)
    const rows = [
      ...(await steadyAlerts(product, load, slack.url, bench)),
      ...(await hotBesideCold(product, load, bench)),
      ...(await timers({ product, load, slack }, bench)),
    ]
    const { count, first } = product.complaints()
    if (count > 0) tell(`the product logged ${count} warnings and errors; the first: ${first}`)
    return rows
  },
}
