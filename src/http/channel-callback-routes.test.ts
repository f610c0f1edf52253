import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slackPress } from '../../sandbox/slack-press.ts'
import { slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { exampleCompany } from '../../test/support/example-company.ts'
import { type RunningApi, runningApi } from '../../test/support/running-api.ts'
import { stored } from '../../test/support/stored.ts'

/** The API of a company whose reps Jonas and Grace are in Slack. */
async function withSlack() {
  const { teams } = exampleCompany().documents
  const ids: Readonly<Record<string, string>> = { jonas: 'U0JONAS', grace: 'U0GRACE' }
  const reps = teams.reps.map((rep) => {
    const slackUserId = ids[rep.id]
    return slackUserId === undefined ? rep : { ...rep, slackUserId }
  })
  const slack = { token: 'demo:xoxb-sandbox', signingSecret: 'demo:sandbox-signing-secret' }
  return runningApi({ documents: { teams: { ...teams, reps }, channels: { slack } } })
}

type Offer = { readonly leadId: string; readonly assignmentId: string }

const press = (userId: string, action: string, { leadId, assignmentId }: Offer, more = {}) =>
  slackPress({ userId, actionId: `answer-${action}`, value: `${leadId} ${assignmentId}`, ...more })

const send = (api: RunningApi, request: ReturnType<typeof slackPress>) =>
  fetch(`${api.url}/v1/channels/slack/callback`, request)

async function leadOf(api: RunningApi, { leadId }: Offer) {
  const { body } = await api.call('GET', `/v1/leads/${leadId}`)
  return body as { state: string; version: number; repId?: string; acknowledgedAt?: string }
}

test('Accept in Slack takes the lead for the rep who pressed it, and the channel is recorded', async () => {
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')

  const { status } = await send(api, press('U0JONAS', 'accept', offer))

  assert.equal(status, 200)
  assert.ok((await leadOf(api, offer)).acknowledgedAt)
  const { data } = await api.db.selectFrom('leadEvents').select('data').executeTakeFirstOrThrow()
  assert.deepEqual([data.via, data.repId], ['slack', 'jonas'])
})

test('Decline in Slack passes the lead on', async () => {
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')

  await send(api, press('U0JONAS', 'decline', offer))

  assert.equal((await leadOf(api, offer)).state, 'travelling')
})

test('Decline in Slack changes nothing once the lead was accepted', async () => {
  await using slack = await slackSandbox()
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')
  await send(api, press('U0JONAS', 'accept', offer))

  const late = { messageTs: '1700000000.000009', responseUrl: slack.url }
  const { status } = await send(api, press('U0JONAS', 'decline', offer, late))

  assert.equal(status, 200)
  assert.equal((await leadOf(api, offer)).state, 'assigned')
})

test('a request that comes again, or was forged, changes nothing', async () => {
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')
  const request = press('U0JONAS', 'decline', offer)
  await send(api, request)
  const { version } = await leadOf(api, offer)

  const again = await send(api, request)
  const forged = await send(api, press('U0JONAS', 'accept', offer, { signingSecret: 'guessed' }))

  assert.deepEqual([again.status, forged.status], [200, 401])
  assert.equal((await leadOf(api, offer)).version, version)
})

test('who is not the rep of the offer is told who has the lead, and it stays', async () => {
  await using slack = await slackSandbox()
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')

  const { status } = await send(api, press('U0GRACE', 'accept', offer, { responseUrl: slack.url }))
  const stranger = await send(api, press('U0NOBODY', 'accept', offer))

  assert.deepEqual([status, stranger.status], [200, 200])
  const { repId, acknowledgedAt } = await leadOf(api, offer)
  assert.deepEqual([repId, acknowledgedAt], ['jonas', undefined])
})

test('accepted and declined at the same moment: one counts, and the lead is in one state', async () => {
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')

  const presses = ['accept', 'accept', 'accept'].map((action, index) => {
    const messageTs = `1700000000.00000${index}`
    return send(api, press('U0JONAS', action, offer, { messageTs }))
  })
  await Promise.all(presses)

  const events = await api.db.selectFrom('leadEvents').select('type').execute()
  assert.deepEqual(
    events.map(({ type }) => type),
    ['AssignmentAcknowledged'],
  )
})

test('a channel that is not configured takes no callbacks', async () => {
  await using api = await runningApi()

  const { status } = await send(api, slackPress({ userId: 'U0', actionId: 'open', value: '' }))

  assert.equal(status, 404)
})

test('Snooze in Slack asks for time, as often as the sla document lets', async () => {
  await using api = await withSlack()
  const offer = await stored.assignedLead(api.db, 'jonas')

  await send(api, press('U0JONAS', 'snooze', offer))
  const again = await send(api, press('U0JONAS', 'snooze', offer, { messageTs: '1.2' }))

  assert.equal(again.status, 200)
  const events = await api.db.selectFrom('leadEvents').select('type').execute()
  assert.deepEqual(
    events.map(({ type }) => type),
    ['AssignmentSnoozed'],
  )
})
