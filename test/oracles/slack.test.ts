import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from '@slack/web-api'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { slackNotifier } from '../../src/adapters/slack/notifier.ts'
import { slackMessage } from '../../src/adapters/slack/slack-message.ts'
import { aNotification } from '../support/a-notification.ts'

const MARA = 'U0MARA'

/** A sandbox workspace, seen by Slack's own client, which must not retry or wait by itself. */
async function workspace() {
  const slack = await slackSandbox({ users: [MARA] })
  const client = (token: string) =>
    new WebClient(token, {
      slackApiUrl: `${slack.url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      // What it logs of a failure we assert.
      logLevel: LogLevel.ERROR,
    })
  return {
    slack,
    chat: client(SANDBOX_SLACK_TOKEN).chat,
    intruder: client('xoxb-stolen').chat,
    [Symbol.asyncDispose]: slack.close,
  }
}

test("Slack's client posts a message and is told channel, time stamp and message", async () => {
  await using harness = await workspace()
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Tove & Co*' } }]

  const answer = await harness.chat.postMessage({ channel: MARA, text: 'Tove & Co', blocks })

  assert.equal(answer.ok, true)
  assert.match(answer.channel ?? '', /^[CDG][A-Z0-9]+$/)
  assert.match(answer.ts ?? '', /^\d{10}\.\d{6}$/)
  const { type, text, ts } = answer.message ?? {}
  assert.deepEqual({ type, text, ts }, { type: 'message', text: 'Tove & Co', ts: answer.ts })
  assert.deepEqual(harness.slack.received.messages[0]?.blocks, blocks)
})

test("what Slack's client makes of our message arrives just as our own adapter's does", async () => {
  await using harness = await workspace()
  const notification = aNotification({ lines: ['Grüße & <b>"quotes"</b> + 100%', '末 🎉'] })
  const notifier = slackNotifier({
    ...{ token: SANDBOX_SLACK_TOKEN, baseUrl: harness.slack.url, takesAnswers: true },
  })

  await notifier.send(notification)
  await harness.chat.postMessage(slackMessage(MARA, notification))

  const [ours, theirs] = harness.slack.received.messages
  assert.ok(ours)
  assert.deepEqual(theirs, ours)
})

test("Slack's client changes a message that was posted, and is told when there is none", async () => {
  await using harness = await workspace()
  const posted = await harness.chat.postMessage({ channel: MARA, text: 'Tove', blocks: [] })
  const { channel = '', ts = '' } = posted

  const changed = await harness.chat.update({ channel, ts, text: 'Accepted', blocks: [] })
  const missing = harness.chat.update({ channel, ts: '1.000001', text: 'Accepted', blocks: [] })

  assert.deepEqual([changed.ok, changed.ts], [true, ts])
  await assert.rejects(
    missing,
    (error) => error instanceof WebAPIPlatformError && error.data.error === 'message_not_found',
  )
})

const refusals = [
  { name: 'a stolen token', as: 'intruder', message: { channel: MARA, text: 'Hello' } },
  { name: 'an unknown member', as: 'chat', message: { channel: 'U0GONE', text: 'Hello' } },
  { name: 'an empty message', as: 'chat', message: { channel: MARA, text: '' } },
] as const
const errors = ['invalid_auth', 'channel_not_found', 'no_text']
for (const [index, { name, as, message }] of refusals.entries()) {
  test(`Slack's client reads the refusal of ${name} as ${errors[index]}`, async () => {
    await using harness = await workspace()

    const posted = harness[as].postMessage(message)

    await assert.rejects(
      posted,
      (error) => error instanceof WebAPIPlatformError && error.data.error === errors[index],
    )
    assert.equal(harness.slack.received.messages.length, 0)
  })
}

test("Slack's client reads how long to wait from a 429", async () => {
  await using harness = await workspace()
  harness.slack.behave({ status: 429, retryAfterSeconds: 7 })

  const posted = harness.chat.postMessage({ channel: MARA, text: 'Hello' })

  await assert.rejects(
    posted,
    (error) => error instanceof WebAPIRateLimitedError && error.retryAfter === 7,
  )
})

test("Slack's client takes a failure of the server for one", async () => {
  await using harness = await workspace()
  harness.slack.behave({ status: 503 })

  const posted = harness.chat.postMessage({ channel: MARA, text: 'Hello' })

  await assert.rejects(
    posted,
    (error) => error instanceof WebAPIHTTPError && error.statusCode === 503,
  )
})
