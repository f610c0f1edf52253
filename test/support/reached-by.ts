import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import { AlertPreferences } from '../../src/domain/documents/alert-preferences.ts'
import type { SlaDocument } from '../../src/domain/documents/sla.ts'
import { eventually } from './eventually.ts'
import { exampleCompany } from './example-company.ts'
import { startTestProduct } from './test-product.ts'

/** Ten in the morning of a Monday in Oslo. */
const MORNING = '2026-11-23T09:00:00Z'
const NOTHING = { tiers: [], kinds: [] }
const A_DAY = 1_440

/** A company whose reps are told by Slack, mail and text message, and what those vendors got. */
export type ReachedReps = Awaited<ReturnType<typeof reachedBy>>

/** The example company, where every rep wants to be told so and has a day to answer. */
export async function reachedBy(wishes: object, critical: SlaDocument['critical'] = NOTHING) {
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox())
  const smtp = started.use(await smtpSandbox())
  const twilio = started.use(await twilioSandbox())
  const { teams, sla } = exampleCompany().documents
  const acknowledgeWithinMinutes = { hot: A_DAY, warm: A_DAY, cold: A_DAY }
  const reps = teams.reps.map((rep, place) => ({
    ...{ ...rep, slackUserId: `U00${place}`, phone: `+479000000${10 + place}` },
    alerts: AlertPreferences.parse(wishes),
  }))
  const { accountSid, authToken, from } = SANDBOX_TWILIO
  const channels = {
    inApp: {},
    slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` },
    email: { from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false },
    sms: { accountSid, authToken: `demo:${authToken}`, from },
  }
  const settings = { slackBaseUrl: slack.url, twilioBaseUrl: twilio.url }
  const changed = { ...sla, acknowledgeWithinMinutes, critical }
  const documents = { teams: { ...teams, reps }, channels, sla: changed }
  const product = started.use(await startTestProduct({ documents, settings, at: MORNING }))
  const all = started.move()

  /** How many messages each vendor got. */
  const sent = () =>
    [slack.received.messages, smtp.received.mails, twilio.received.messages].map(
      ({ length }) => length,
    )
  return {
    ...{ product, slack, sent },
    /** Waits until so many were sent by Slack, mail and text message. */
    untilSent: (...counts: readonly number[]) =>
      eventually(`${counts} messages`, async () => String(sent()) === String(counts)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
