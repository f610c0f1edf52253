import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import type { ChannelsDocument } from '../../src/domain/documents/settings.ts'
import { eventually } from '../support/eventually.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestProduct } from '../support/test-product.ts'

/** So many alerts of cold leads wait until Slack may be asked again, which then takes so many in a second. */
const COLD = 40
const PAUSE_SECONDS = 180
const PER_SECOND = 8
/** A mail server that takes so long for each mail, and so many mails at once. */
const SLOW_MS = 2_000
const BURST = 80

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
  const { db } = product
  const waiting = (count: number) =>
    eventually(`${count} alerts that wait`, async () => {
      const { rows } = await sql`
        select 1 from pgboss.job j join tasks t on t.id::text = j.data ->> 'taskId'
        where t.follower = 'notify' and j.state = 'created'
          and j.start_after > now() + interval '1 minute'`.execute(db)
      return rows.length === count
    })

  slack.behave({ status: 429, retryAfterSeconds: PAUSE_SECONDS })
  await submit('first', 'cold')
  await waiting(1)
  await Promise.all(Array.from({ length: COLD - 2 }, (_, nth) => submit(`cold${nth}`, 'cold')))
  await waiting(COLD - 1)
  await Promise.all([submit('late', 'cold'), submit('burning', 'hot')])
  await waiting(COLD + 1)
  const asked = slack.received.calls
  slack.behave({ perSecond: PER_SECOND, retryAfterSeconds: 1 })
  await product.forward((PAUSE_SECONDS + 5) * 1_000)
  await eventually('the hot one', async () => placeOf('burning') >= 0)

  const before = placeOf('burning')
  assert.ok(before < COLD / 2, `${before} of ${COLD} came before it`)
  assert.ok(asked < COLD / 2, `Slack was asked ${asked} times while it wanted to be left alone`)
})

test('an alert of a hot lead overtakes a burst of cold ones that waits for a slow mail server', async () => {
  await using smtp = await smtpSandbox()
  // Ten connections: the burst takes sixteen seconds.
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
