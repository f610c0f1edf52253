import { parseArgs } from 'node:util'
import { SANDBOX_CAPTCHA_SECRET } from './captcha-sandbox.ts'
import { SANDBOX_CLEARBIT_KEY } from './clearbit-sandbox.ts'
import { SANDBOX_GOOGLE } from './google-ads-sandbox.ts'
import { SANDBOX_HUBSPOT_TOKEN } from './hubspot-sandbox.ts'
import { SANDBOX_JOTFORM_KEY } from './jotform-sandbox.ts'
import { SANDBOX_LINKEDIN_TOKEN } from './linkedin-sandbox.ts'
import { SANDBOX_META_TOKEN } from './meta-sandbox.ts'
import { SANDBOX_PAGER_SECRET } from './pager-sandbox.ts'
import { startSandboxes } from './sandboxes.ts'
import { SANDBOX_SLACK_SIGNING_SECRET } from './slack-press.ts'
import { SANDBOX_SLACK_TOKEN } from './slack-sandbox.ts'
import { SANDBOX_SMTP_PASSWORD, SANDBOX_SMTP_USER } from './smtp-sandbox.ts'
import { workflowOf } from './teams-sandbox.ts'
import { SANDBOX_TWILIO } from './twilio-sandbox.ts'

/**
 * Starts all sandboxes and prints the settings that point the product at them:
 * `node sandbox/main.ts --slack 9101 --smtp 9102 --hubspot 9103 --meta 9105`. A port left out is any
 * free one. Ends with SIGINT or SIGTERM.
 */
const { values } = parseArgs({
  options: {
    slack: { type: 'string', default: '0' },
    smtp: { type: 'string', default: '0' },
    hubspot: { type: 'string', default: '0' },
    clearbit: { type: 'string', default: '0' },
    meta: { type: 'string', default: '0' },
    linkedin: { type: 'string', default: '0' },
    'google-ads': { type: 'string', default: '0' },
    jotform: { type: 'string', default: '0' },
    captcha: { type: 'string', default: '0' },
    twilio: { type: 'string', default: '0' },
    teams: { type: 'string', default: '0' },
    pager: { type: 'string', default: '0' },
    push: { type: 'string', default: '0' },
  },
})

const sandboxes = await startSandboxes({
  ports: {
    slack: Number(values.slack),
    smtp: Number(values.smtp),
    hubspot: Number(values.hubspot),
    clearbit: Number(values.clearbit),
    meta: Number(values.meta),
    linkedin: Number(values.linkedin),
    'google-ads': Number(values['google-ads']),
    jotform: Number(values.jotform),
    captcha: Number(values.captcha),
    twilio: Number(values.twilio),
    teams: Number(values.teams),
    pager: Number(values.pager),
    push: Number(values.push),
  },
})
const { slack, smtp, hubspot, clearbit, meta, linkedin, googleAds, jotform, captcha } = sandboxes
const { twilio, teams, pager, push } = sandboxes

console.log(`SLACK_BASE_URL=${slack.url}
SLACK_HOOKS_BASE_URL=${slack.url}
SLACK_BOT_TOKEN=${SANDBOX_SLACK_TOKEN}
SLACK_SIGNING_SECRET=${SANDBOX_SLACK_SIGNING_SECRET}
TWILIO_BASE_URL=${twilio.url}
TWILIO_AUTH_TOKEN=${SANDBOX_TWILIO.authToken}
TEAMS_WORKFLOW=${workflowOf(teams.url)}
ALERT_WEBHOOK_URL=${pager.url}/alerts
ALERT_WEBHOOK_SECRET=${SANDBOX_PAGER_SECRET}
PUSH_SERVICE_URL=${push.url}
SMTP_HOST=127.0.0.1
SMTP_PORT=${smtp.port}
SMTP_USER=${SANDBOX_SMTP_USER}
SMTP_PASSWORD=${SANDBOX_SMTP_PASSWORD}
HUBSPOT_BASE_URL=${hubspot.url}
HUBSPOT_TOKEN=${SANDBOX_HUBSPOT_TOKEN}
CLEARBIT_BASE_URL=${clearbit.url}
CLEARBIT_API_KEY=${SANDBOX_CLEARBIT_KEY}
META_BASE_URL=${meta.url}
META_TOKEN=${SANDBOX_META_TOKEN}
LINKEDIN_BASE_URL=${linkedin.url}
LINKEDIN_TOKEN=${SANDBOX_LINKEDIN_TOKEN}
GOOGLE_ADS_BASE_URL=${googleAds.url}
GOOGLE_OAUTH_BASE_URL=${googleAds.url}
GOOGLE_ADS_DEVELOPER_TOKEN=${SANDBOX_GOOGLE.developerToken}
GOOGLE_CLIENT_ID=${SANDBOX_GOOGLE.clientId}
GOOGLE_CLIENT_SECRET=${SANDBOX_GOOGLE.clientSecret}
GOOGLE_REFRESH_TOKEN=${SANDBOX_GOOGLE.refreshToken}
JOTFORM_BASE_URL=${jotform.url}
JOTFORM_API_KEY=${SANDBOX_JOTFORM_KEY}
TURNSTILE_BASE_URL=${captcha.url}
HCAPTCHA_BASE_URL=${captcha.url}
RECAPTCHA_BASE_URL=${captcha.url}
CAPTCHA_SECRET=${SANDBOX_CAPTCHA_SECRET}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandboxes[Symbol.asyncDispose]())
}
