import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import type { ChannelsDocument } from '../../src/domain/documents/settings.ts'
import { eventually } from '../support/eventually.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestProduct } from '../support/test-product.ts'

/** So many alerts of cold leads wait, of which Slack takes so many in a second. */
const COLD = 40
const PER_SECOND = 8
/** A mail server that takes so long for each mail, and so many mails at once. */
const SLOW_MS = 500
const BURST = 120

/** Reps with addresses everywhere; a lead is hot when it says so. */
function documents(channels: ChannelsDocument) {
  const company = onePoolOf(8)
  const when = 'lead.message == "hot"'
  return {
    ...company,
    ...(company.teams && {
      teams: {
        ...company.teams,
        reps: company.teams.reps.map((rep, place) => ({ ...rep, slackUserId: `U00${place}` })),
      },
    }),
    scoring: {
      fit: [],
      interest: [{ id: 'says-so', reason: 'Says so', points: 100, when }],
      tiers: { hot: 60, warm: 30 },
    },
    channels,
  }
}

test('an alert of a hot lead overtakes a burst of cold ones that waits for the limit of Slack', async () => {
  await using slack = await slackSandbox()
  const settings = { slackBaseUrl: slack.url }
  const channels = { slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` } }
  await using product = await startTestProduct({ documents: documents(channels), settings })
  const submit = (name: string, message: string) =>
    product.submit('web-form', { email: `${name}@${name}.example`, first_name: name, message })
  const texts = () => slack.received.messages.map(({ text }) => text)
  const placeOf = (name: string) => texts().findIndex((text) => text.includes(name))
  const waiting = (count: number) =>
    eventually(`${count} alerts that wait`, async () => {
      const rows = await product.db
        .selectFrom('notifications')
        .select('id')
        .where('failure', 'in', ['slack-rate-limited', 'channel-resting'])
        .execute()
      return rows.length === count
    })

  slack.behave({ status: 429, retryAfterSeconds: 1 })
  await Promise.all(Array.from({ length: COLD }, (_, nth) => submit(`cold${nth}`, 'cold')))
  await waiting(COLD)
  await Promise.all([submit('late', 'cold'), submit('burning', 'hot')])
  await waiting(COLD + 2)
  const asked = slack.received.calls
  slack.behave({ perSecond: PER_SECOND, retryAfterSeconds: 1 })
  await eventually('the hot one', async () => placeOf('burning') >= 0)

  const before = placeOf('burning')
  assert.ok(before < COLD / 2, `${before} of ${COLD} came before it`)
  assert.ok(asked < COLD, `Slack was asked ${asked} times while it wanted to be left alone`)
})

test('an alert of a hot lead overtakes a burst of cold ones that waits for a slow mail server', async () => {
  await using smtp = await smtpSandbox()
  // Ten connections: the burst takes six seconds.
  smtp.behave({ latencyMs: SLOW_MS })
  const server = { from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false }
  await using product = await startTestProduct({ documents: documents({ email: server }) })
  const submit = (name: string, message: string) =>
    product.submit('web-form', { email: `${name}@${name}.example`, first_name: name, message })
  const mails = () => smtp.received.mails.map(({ raw }) => raw)
  await Promise.all(Array.from({ length: BURST }, (_, nth) => submit(`cold${nth}`, 'cold')))
  await eventually('the burst to wait', async () => {
    const rows = await product.db.selectFrom('notifications').select('id').execute()
    return rows.length === BURST
  })

  const sentBefore = mails().length
  await submit('burning', 'hot')
  await eventually('the hot one', async () => mails().some((raw) => raw.includes('burning')))

  const place = mails().findIndex((raw) => raw.includes('burning'))
  const overtaken = BURST - place
  assert.ok(sentBefore < BURST / 2, `${sentBefore} of ${BURST} had gone already`)
  assert.ok(overtaken > (BURST - sentBefore) / 2, `it overtook ${overtaken}`)
})
