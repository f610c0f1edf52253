import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_SLACK_TOKEN } from '../../sandbox/slack-sandbox.ts'
import { stl } from '../../test/support/command-line.ts'
import { runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'
import { postgresChannelAlarms } from '../adapters/postgres/channel-alarms.ts'

test('what is wrong with a channel is told with what to do, and whom it does not reach', async () => {
  const slack = { token: `demo:${SANDBOX_SLACK_TOKEN}` }
  await using api = await runningApi({ documents: { channels: { inApp: {}, slack } } })
  const now = new Date()
  api.at(now)
  const since = new Date(now.getTime() - 3_600_000)
  await postgresChannelAlarms(api.db).raise({ channel: 'slack', code: 'slack-denied', since })
  const { leadId, assignmentId } = await stored.assignedLead(api.db, 'jonas')
  const refused = { state: 'refused', failure: 'slack-recipient-unknown' } as const
  const alert = { assignmentId, channel: 'slack', createdAt: now, ...refused }
  await stored.notification(api.db, leadId, 'jonas', alert)

  const { body } = await api.call('GET', '/v1/channels')
  const { out, exitCode } = await stl({ url: api.url, token: api.adminToken }, 'channels')

  const { items } = body as { items: unknown[] }
  assert.partialDeepStrictEqual(items, [
    { channel: 'in-app', refusals: [] },
    {
      channel: 'slack',
      alarm: { code: 'slack-denied', since: since.toISOString() },
      refusals: [{ repId: 'jonas', code: 'slack-recipient-unknown', count: 1 }],
    },
  ])
  assert.equal(exitCode, 0)
  const [inApp, denied, renew, jonas, correct, ...more] = out.trim().split('\n')
  assert.equal(inApp, 'in-app: works')
  assert.match(denied ?? '', /^slack: slack-denied since \d{4}-\d\d-\d\d \d\d:\d\d$/)
  assert.match(renew ?? '', /^ {4}Renew the token/)
  assert.match(jonas ?? '', /^ {2}jonas: slack-recipient-unknown, once, last /)
  assert.match(correct ?? '', /^ {4}Correct the slackUserId/)
  assert.deepEqual(more, [])
})
