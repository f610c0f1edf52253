import { parseArgs } from 'node:util'
import { clearbitSandbox, SANDBOX_CLEARBIT_KEY } from './clearbit-sandbox.ts'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from './hubspot-sandbox.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from './slack-sandbox.ts'
import { SANDBOX_SMTP_PASSWORD, SANDBOX_SMTP_USER, smtpSandbox } from './smtp-sandbox.ts'

/**
 * Starts all sandboxes and prints the settings that point the product at them:
 * `node sandbox/main.ts --slack 9101 --smtp 9102 --hubspot 9103 --clearbit 9104`. A port left out
 * is any free one. Ends with SIGINT or SIGTERM.
 */
const { values } = parseArgs({
  options: {
    slack: { type: 'string', default: '0' },
    smtp: { type: 'string', default: '0' },
    hubspot: { type: 'string', default: '0' },
    clearbit: { type: 'string', default: '0' },
  },
})

const slack = await slackSandbox({ port: Number(values.slack) })
const smtp = await smtpSandbox({ port: Number(values.smtp) })
const hubspot = await hubspotSandbox({ port: Number(values.hubspot) })
const clearbit = await clearbitSandbox({ port: Number(values.clearbit) })

console.log(`SLACK_BASE_URL=${slack.url}
SLACK_BOT_TOKEN=${SANDBOX_SLACK_TOKEN}
SMTP_HOST=127.0.0.1
SMTP_PORT=${smtp.port}
SMTP_USER=${SANDBOX_SMTP_USER}
SMTP_PASSWORD=${SANDBOX_SMTP_PASSWORD}
HUBSPOT_BASE_URL=${hubspot.url}
HUBSPOT_TOKEN=${SANDBOX_HUBSPOT_TOKEN}
CLEARBIT_BASE_URL=${clearbit.url}
CLEARBIT_API_KEY=${SANDBOX_CLEARBIT_KEY}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([slack, smtp, hubspot, clearbit].map((sandbox) => sandbox.close()))
  })
}
