import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { SANDBOX_PAGER_SECRET } from '../../sandbox/pager-sandbox.ts'
import { startSandboxes } from '../../sandbox/sandboxes.ts'
import { SANDBOX_SLACK_TOKEN } from '../../sandbox/slack-sandbox.ts'
import { workflowOf } from '../../sandbox/teams-sandbox.ts'
import { SANDBOX_TWILIO } from '../../sandbox/twilio-sandbox.ts'
import { eventually } from '../support/eventually.ts'
import { leasesEnd } from '../support/leases-end.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestGateway, type TestGateway } from '../support/test-product.ts'

type Sandboxes = Awaited<ReturnType<typeof startSandboxes>>

const NOTIFIER = new URL('doomed-notifier.ts', import.meta.url)
const CHANNELS = ['email', 'push', 'slack', 'sms', 'teams', 'webhook']

/** Dies with its test at the latest. */
function startNotifier(gateway: TestGateway, vendors: Sandboxes, dieAfter: number) {
  const env = {
    ...process.env,
    SLACK_BASE_URL: vendors.slack.url,
    TWILIO_BASE_URL: vendors.twilio.url,
  }
  const worker: ChildProcess = fork(NOTIFIER, [gateway.databaseUrl, `${dieAfter}`], { env })
  const exit = once(worker, 'exit')
  return {
    isDead: () => worker.signalCode !== null || worker.exitCode !== null,
    [Symbol.asyncDispose]: async () => {
      worker.kill('SIGKILL')
      await exit
    },
  }
}

/** The one rep is reached by every channel there is. */
function onAllChannels({ smtp, teams: ofTeams, pager }: Sandboxes) {
  const { teams, ...company } = onePoolOf(1)
  assert.ok(teams)
  const addresses = { slackUserId: 'U001', phone: '+4790000001' }
  const reps = teams.reps.map((rep) => ({ ...rep, ...addresses }))
  const { accountSid, authToken, from } = SANDBOX_TWILIO
  const channels = {
    email: { from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false },
    slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` },
    sms: { accountSid, authToken: `demo:${authToken}`, from },
    teams: { workflow: `demo:${workflowOf(ofTeams.url)}`, workflows: {} },
    push: { contact: 'mailto:ops@halden.example' },
    webhook: { url: `${pager.url}/alerts`, secret: `demo:${SANDBOX_PAGER_SECRET}` },
  }
  return { ...company, teams: { ...teams, reps }, channels }
}

async function openBrowser(gateway: TestGateway, { push }: Sandboxes): Promise<void> {
  const { body } = await gateway.api('GET', '/v1/push/key')
  const { endpoint, ...keys } = push.subscribe((body as { publicKey: string }).publicKey)
  const token = await gateway.repToken('rep-0')
  const asked = { endpoint, keys }
  const { status } = await gateway.api('POST', '/v1/push/subscriptions', asked, token)
  assert.equal(status, 201)
}

/** By which the receiver knows a message that comes again, for each one that came. */
function marksOf({ slack, twilio, teams, smtp, pager, push }: Sandboxes) {
  return {
    slack: slack.received.messages.map(({ metadata }) => JSON.stringify(metadata)),
    sms: twilio.received.messages.map(({ body }) => body),
    teams: teams.received.cards.map(({ body }) => JSON.stringify(body)),
    email: smtp.received.mails.map(({ messageId }) => messageId),
    webhook: pager.received.messages.map(({ id }) => id),
    push: push.received.messages.map(({ topic }) => topic),
  }
}

const told = async (gateway: TestGateway) => {
  const rows = await gateway.db
    .selectFrom('notifications')
    .select('channel')
    .where('state', '=', 'accepted')
    .orderBy('channel')
    .execute()
  return rows.map(({ channel }) => channel)
}

test('a worker killed between sending and recording: nothing comes twice where the channel can be asked, and once more under the same id elsewhere', async () => {
  await using vendors = await startSandboxes()
  await using gateway = await startTestGateway({}, { documents: onAllChannels(vendors) })
  await openBrowser(gateway, vendors)
  await gateway.submit('web-form', { email: 'kari@fjordtech.no', country: 'NO', message: 'Hello' })
  {
    await using doomed = startNotifier(gateway, vendors, CHANNELS.length)
    await eventually('the worker to die', async () => doomed.isDead())
    await leasesEnd(gateway.db)
  }
  const before = marksOf(vendors)
  assert.deepEqual(await told(gateway), [])

  {
    await using _healthy = startNotifier(gateway, vendors, 0)
    await eventually('all channels to be recorded', async () => {
      return (await told(gateway)).length === CHANNELS.length
    })
  }

  const after = marksOf(vendors)
  for (const channel of ['slack', 'sms'] as const) {
    assert.equal(before[channel].length, 1, channel)
    assert.deepEqual(after[channel], before[channel], channel)
  }
  for (const channel of ['teams', 'email', 'webhook', 'push'] as const) {
    const [first, ...more] = before[channel]
    assert.deepEqual([first, more], [after[channel][1], []], channel)
    assert.equal(after[channel].length, 2, channel)
  }
  assert.deepEqual(await told(gateway), CHANNELS)
})
