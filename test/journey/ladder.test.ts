import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import { AlertPreferences } from '../../src/domain/documents/alert-preferences.ts'
import type { SlaDocument } from '../../src/domain/documents/sla.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct } from '../support/test-product.ts'

const MINUTE = 60_000
/** Ten in the morning of a Monday in Oslo. */
const MORNING = '2026-11-23T09:00:00Z'
const LADDER = {
  rungs: [{ channels: ['slack'] }, { channels: ['email'] }, { channels: ['sms'], afterMinutes: 2 }],
}
const NOTHING = { tiers: [], kinds: [] }
const A_DAY = 1_440

/** The example company, where every rep wants to be told so and has a day to answer. */
async function reachedBy(wishes: object, critical: SlaDocument['critical'] = NOTHING) {
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

type Scene = Awaited<ReturnType<typeof reachedBy>>

const offer = async ({ product }: Scene) => {
  const message = 'Please call me about a demo this week'
  const person = { email: 'kari.nordmann@fjordtech.no', first_name: 'Kari', country: 'NO' }
  const id = await product.submit('web-form', { ...person, company: 'Fjordtech AS', message })
  await product.decided(id, 'assigned')
  return id
}

/** Waits until an alert stands inside the product. */
const shownInside = ({ product }: Scene, id: LeadId) =>
  eventually('the alert inside the product', async () =>
    (await product.events(id)).includes('RepNotified'),
  )

/** Waits until the alert's task waits for its time. */
const isHeld = ({ product: { db } }: Scene) =>
  eventually('the task to wait', async () => {
    const { rows } = await sql`
      select 1 from pgboss.job j join tasks t on t.id::text = j.data ->> 'taskId'
      where t.follower = 'notify' and j.state = 'created'
        and j.start_after > now() + interval '1 minute'`.execute(db)
    return rows.length > 0
  })

/** Waits until nothing is left to be told. */
const isAllTold = ({ product }: Scene) =>
  eventually('the end of what is to be told', async () => {
    const open = await product.db
      .selectFrom('tasks')
      .select('id')
      .where('follower', '=', 'notify')
      .where('state', '=', 'open')
      .execute()
    return open.length === 0
  })

test('who does not answer is tried on the next channel of their ladder, and mail was not needed', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  const id = await offer(scene)
  await scene.untilSent(1, 0, 0)

  await scene.product.forward(2 * MINUTE)
  await scene.untilSent(1, 0, 1)

  await isAllTold(scene)
  const told = (await scene.product.events(id)).filter((type) => type === 'RepNotified')
  assert.equal(told.length, 3)
})

test('who has answered is not tried any further', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  const id = await offer(scene)
  await scene.untilSent(1, 0, 0)

  await scene.product.api('POST', `/v1/leads/${id}/acknowledge`)
  await scene.product.forward(2 * MINUTE)

  await isAllTold(scene)
  assert.deepEqual(scene.sent(), [1, 0, 0])
})

test('a channel that refuses is followed by the next at once', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  scene.slack.behave({ status: 200, error: 'user_not_found' })
  const id = await offer(scene)

  await scene.untilSent(0, 1, 0)

  assert.ok((await scene.product.events(id)).includes('NotificationFailed'))
})

test('a channel that is down or at its limit is not waited for, and has the message when it is back', async () => {
  await using scene = await reachedBy({ ladders: [LADDER] })
  scene.slack.behave({ status: 503 })
  await offer(scene)
  await scene.untilSent(0, 1, 0)

  scene.slack.behave({})

  await scene.untilSent(1, 1, 0)
})

const QUIET = { quietHours: { from: '07:00', to: '11:00' } }
const AFTERWARDS = 130 * MINUTE

test('quiet hours hold what is not critical until they end', async () => {
  await using scene = await reachedBy(QUIET)
  const id = await offer(scene)
  await shownInside(scene, id)
  await isHeld(scene)
  assert.deepEqual(scene.sent(), [0, 0, 0])

  await scene.product.forward(AFTERWARDS)

  await scene.untilSent(1, 1, 1)
  await isAllTold(scene)
})

test('what is settled by then is dropped', async () => {
  await using scene = await reachedBy(QUIET)
  const id = await offer(scene)
  await isHeld(scene)

  await scene.product.api('POST', `/v1/leads/${id}/acknowledge`)
  await scene.product.forward(AFTERWARDS)

  await isAllTold(scene)
  assert.deepEqual(scene.sent(), [0, 0, 0])
})

test('what is critical passes them', async () => {
  await using scene = await reachedBy(QUIET, { tiers: ['hot', 'warm', 'cold'], kinds: [] })
  await offer(scene)

  await scene.untilSent(1, 1, 1)
})
