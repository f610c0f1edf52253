import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Behaviour } from '../../sandbox/sandbox.ts'
import { eventually } from '../support/eventually.ts'
import { type ReachedReps, reachedBy } from '../support/reached-by.ts'

const MINUTE = 60_000
const SLACK_THEN_MAIL = { ladders: [{ rungs: [{ channels: ['slack'] }, { channels: ['email'] }] }] }

let people = 0
async function offer({ product }: ReachedReps) {
  people += 1
  const email = `person${people}@company${people}.example`
  const id = await product.submit('web-form', { email, country: 'NO', message: 'A demo, please' })
  await product.decided(id, 'assigned')
}

type Channel = {
  readonly channel: string
  readonly alarm?: { readonly code: string; readonly mend?: string }
  readonly refusals: readonly { readonly code: string; readonly mend?: string }[]
}

async function slackIn({ product }: ReachedReps): Promise<Channel | undefined> {
  const { body } = await product.api('GET', '/v1/channels')
  return (body as { items: Channel[] }).items.find(({ channel }) => channel === 'slack')
}

const troubles: Readonly<Record<string, Behaviour>> = {
  'a revoked token': { status: 200, error: 'token_revoked' },
  'a rep whom Slack does not know': { status: 200, error: 'user_not_found' },
  'failures of Slack': { status: 500 },
  'a storm of 429': { status: 429, retryAfterSeconds: 600 },
}

test('whatever is wrong with Slack, the rep has a mail, the operator is told what to do, and what Slack had taken comes once', async () => {
  await using scene = await reachedBy(SLACK_THEN_MAIL)
  await offer(scene)
  await scene.untilSent(1, 0, 0)

  let mails = 0
  for (const [trouble, behaviour] of Object.entries(troubles)) {
    scene.slack.behave(behaviour)
    await offer(scene)
    mails += 1
    await eventually(`the mail in spite of ${trouble}`, async () => scene.sent()[1] === mails)
  }

  const slack = await slackIn(scene)
  assert.equal(slack?.alarm?.code, 'slack-denied')
  assert.match(slack?.alarm?.mend ?? '', /^Renew the token/)
  const codes = slack?.refusals.map(({ code }) => code) ?? []
  assert.deepEqual(codes.sort(), ['slack-denied', 'slack-recipient-unknown'])
  assert.ok(slack?.refusals.every(({ mend }) => mend !== undefined))
  assert.deepEqual(scene.sent(), [1, mails, 0])
})

test('Slack is down for an hour: people are told of it, and when it is back the alert comes, once', async () => {
  await using scene = await reachedBy(SLACK_THEN_MAIL)
  scene.slack.behave({ status: 503 })
  await offer(scene)
  await scene.untilSent(0, 1, 0)
  assert.equal((await slackIn(scene))?.alarm, undefined)

  await scene.product.forward(60 * MINUTE)
  await eventually('the alarm', async () => (await slackIn(scene))?.alarm !== undefined)
  scene.slack.behave({})
  await eventually('the alert in Slack', async () => {
    await scene.product.forward(MINUTE)
    return scene.sent()[0] === 1
  })

  await eventually('the end of the alarm', async () => (await slackIn(scene))?.alarm === undefined)
  await scene.product.forward(60 * MINUTE)
  assert.deepEqual(scene.sent(), [1, 1, 0])
})
