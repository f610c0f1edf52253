import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import {
  SANDBOX_SLACK_TOKEN,
  type SlackMessage,
  slackSandbox,
} from '../../sandbox/slack-sandbox.ts'
import { eventually } from '../support/eventually.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

const NOTIFIER = new URL('doomed-notifier.ts', import.meta.url)

/** Dies with its test at the latest. */
function startNotifier(gateway: TestGateway, slackUrl: string, fate: 'dies' | 'lives') {
  const worker: ChildProcess = fork(NOTIFIER, [gateway.databaseUrl, slackUrl, fate])
  const exit = once(worker, 'exit')
  return {
    isDead: () => worker.signalCode !== null || worker.exitCode !== null,
    [Symbol.asyncDispose]: async () => {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

/** The alert that a message is of. */
const alertOf = ({ metadata }: SlackMessage) =>
  (metadata as { event_payload: { notification_id: string } }).event_payload.notification_id

/** The one rep is in Slack, and only there. */
function inSlack() {
  const { teams, ...company } = onePoolOf(1)
  assert.ok(teams)
  const reps = teams.reps.map((rep) => ({ ...rep, slackUserId: 'U001' }))
  const channels = { slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` } }
  return { ...company, teams: { ...teams, reps }, channels }
}

test('a worker killed between sending and recording: the same alert comes once more, and then never again', async () => {
  await using slack = await slackSandbox()
  await using gateway = await startTestGateway({}, { documents: inSlack() })
  const messages = () => slack.received.messages
  const inquiry = { email: 'kari@fjordtech.no', country: 'NO', message: 'A question' }
  const id = await gateway.submit('web-form', inquiry)
  {
    await using doomed = startNotifier(gateway, slack.url, 'dies')
    await eventually('the worker to die', async () => doomed.isDead())
  }
  assert.equal(messages().length, 1)
  assert.equal((await gateway.events(id)).includes('RepNotified'), false)

  {
    await using _healthy = startNotifier(gateway, slack.url, 'lives')
    await eventually('the alert to be recorded', async () =>
      (await gateway.events(id)).includes('RepNotified'),
    )
  }
  // What is known to have been sent: another lead is told of, and this one is not told of again.
  await using _another = startNotifier(gateway, slack.url, 'lives')
  await gateway.submit('web-form', { ...inquiry, email: 'sam@acme.example' })
  await eventually('the alert of another lead', async () => messages().length >= 3)

  const [first, second, third] = messages().map(alertOf)
  assert.equal(second, first)
  assert.notEqual(third, first)
  assert.equal(messages().length, 3)
})
