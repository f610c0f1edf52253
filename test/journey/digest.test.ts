import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { slackPress } from '../../sandbox/slack-press.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import { AlertPreferences } from '../../src/domain/documents/alert-preferences.ts'
import { DigestRules } from '../../src/domain/documents/digest.ts'
import { ScoringDocument } from '../../src/domain/documents/scoring.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { onePoolOf } from '../support/one-pool-of.ts'
import { startTestProduct } from '../support/test-product.ts'

const MINUTE = 60_000
/** Ten in the morning of a Monday in Oslo. */
const MORNING = '2026-11-23T09:00:30Z'
const SIGNING = 'signing-secret'
const large = { id: 'large', points: 80, reason: 'a large company' }

const PHONE = '+4790000001'

/** One rep who has Slack, or a phone; leads wait for half an hour, unless their company is large. */
async function digested(wishes: object = {}, channel: 'slack' | 'sms' = 'slack') {
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox())
  const twilio = started.use(await twilioSandbox({ numbers: [PHONE] }))
  const company = onePoolOf(1)
  assert.ok(company.teams)
  const { sla } = exampleCompany().documents
  const alerts = AlertPreferences.parse(wishes)
  const reps = company.teams.reps.map((rep) => ({
    ...{ ...rep, alerts },
    ...(channel === 'slack' ? { slackUserId: 'U0REP' } : { phone: PHONE }),
  }))
  const scoring = ScoringDocument.parse({
    fit: [{ ...large, when: 'account.employees >= 1000' }],
    interest: [],
    tiers: { hot: 70, warm: 40 },
  })
  const { authToken, ...account } = SANDBOX_TWILIO
  const channels = {
    inApp: {},
    slack: { token: `demo:${SANDBOX_SLACK_TOKEN}`, signingSecret: `demo:${SIGNING}` },
    sms: { ...account, authToken: `demo:${authToken}` },
  }
  const digest = DigestRules.parse({ everyMinutes: 30 })
  const acknowledgeWithinMinutes = { hot: 1_440, warm: 1_440, cold: 1_440 }
  const documents = {
    ...{ ...company, teams: { ...company.teams, reps }, channels, scoring },
    sla: { ...sla, digest, acknowledgeWithinMinutes, critical: { tiers: [], kinds: [] } },
  }
  const settings = {
    ...{ slackBaseUrl: slack.url, slackHooksBaseUrl: slack.url },
    twilioBaseUrl: twilio.url,
  }
  const product = started.use(await startTestProduct({ documents, settings, at: MORNING }))
  const all = started.move()
  return { product, slack, twilio, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

type Scene = Awaited<ReturnType<typeof digested>>

/** A lead that waits to be told with others. */
async function waiting({ product }: Scene, name: string): Promise<LeadId> {
  const email = `${name.toLowerCase()}@${name.toLowerCase()}.example`
  const id = await product.submit('web-form', { email, first_name: name, country: 'NO' })
  await product.decided(id, 'assigned')
  await eventually('the lead to wait for a digest', async () => {
    const rows = await product.db.selectFrom('digestEntries').select('leadId').execute()
    return rows.some(({ leadId }) => leadId === id)
  })
  return id
}

const digests = ({ slack }: Scene, count: number) =>
  eventually(`${count} messages`, async () => slack.received.messages.length === count)

/** Waits until nothing is left to be told, also by those who look whether it was. */
async function isAllTold({ product }: Scene): Promise<void> {
  await product.forward(MINUTE)
  await eventually('the end of what is to be told', async () => {
    const open = await product.db
      .selectFrom('tasks')
      .select('id')
      .where('follower', 'in', ['notify', 'settle-alerts', 'late-data'])
      .where('state', '=', 'open')
      .execute()
    return open.length === 0
  })
}

type Block = { readonly type: string; readonly elements?: readonly { readonly value?: string }[] }

/** The offers that the buttons of a message answer, each once. */
function offersIn(blocks: readonly unknown[] = []): readonly string[] {
  const buttons = (blocks as readonly Block[]).flatMap(({ elements = [] }) => elements)
  return [...new Set(buttons.flatMap(({ value }) => value ?? []))]
}

test('leads that can wait come as one message, and each of them is answered in it', async () => {
  await using scene = await digested()
  const { product, slack } = scene
  const ids = [await waiting(scene, 'Ada'), await waiting(scene, 'Bo'), await waiting(scene, 'Kim')]
  assert.equal(slack.received.messages.length, 0)

  await product.forward(30 * MINUTE)
  await digests(scene, 1)
  const [message] = slack.received.messages
  assert.equal(message?.text, 'Leads that wait for you: 3')
  const offers = offersIn(message?.blocks)
  assert.deepEqual(offers.map((offer) => offer.split(' ')[0]).toSorted(), ids.toSorted())

  const press = { userId: 'U0REP', actionId: 'answer-accept', value: offers[1] ?? '' }
  const pressed = slackPress({ ...press, at: product.clock(), signingSecret: SIGNING })
  await fetch(`${product.url}/v1/channels/slack/callback`, pressed)
  await eventually('the message to show it', async () => slack.received.updates.length === 1)

  const [update] = slack.received.updates
  assert.equal(offersIn(update?.blocks).length, 2)
  assert.match(JSON.stringify(update?.blocks), /Accepted by/)
  await isAllTold(scene)
  for (const id of ids) {
    const told = (await product.events(id)).filter((type) => type === 'RepNotified')
    assert.equal(told.length, 2, 'in the product, and by the digest')
  }
  assert.equal(slack.received.messages.length, 1)
})

test('who has answered is left out, and a lead that turns hot is told at once', async () => {
  await using scene = await digested()
  const { product, slack } = scene
  const answered = await waiting(scene, 'Ada')
  const hot = await waiting(scene, 'Bo')
  const left = await waiting(scene, 'Kim')

  await product.api('POST', `/v1/leads/${answered}/acknowledge`)
  await product.worker.leads.record(hot, () => ({
    event: { type: 'LeadReenriched', at: product.clock(), providers: [] },
    parts: { enrichment: { company: { employees: 5_000 } } },
    tasks: [{ follower: 'late-data' }],
  }))
  await digests(scene, 1)
  assert.match(slack.received.messages[0]?.text ?? '', /^New lead: Bo \(hot, 80\)/)

  await product.forward(30 * MINUTE)
  await digests(scene, 2)
  await isAllTold(scene)

  const offers = offersIn(slack.received.messages[1]?.blocks)
  assert.deepEqual(
    offers.map((offer) => offer.split(' ')[0]),
    [left],
  )
  assert.equal(slack.received.messages.length, 2)
})

test('a digest that may have been sent is sent again as one, and then no more', async () => {
  await using scene = await digested()
  const { product, slack } = scene
  await waiting(scene, 'Ada')
  await waiting(scene, 'Bo')
  slack.behave({ status: 503 })

  await product.forward(30 * MINUTE)
  await eventually('Slack to be asked', async () => slack.received.calls > 0)
  slack.behave({})
  await product.forward(MINUTE)
  await digests(scene, 1)

  await isAllTold(scene)
  assert.equal(offersIn(slack.received.messages[0]?.blocks).length, 2)
  assert.equal(slack.received.messages.length, 1)
})

test('a text message that was sent when the connection broke comes once, though a lead of it was answered since', async () => {
  await using scene = await digested({}, 'sms')
  const { product, twilio } = scene
  const ids = [await waiting(scene, 'Ada'), await waiting(scene, 'Bo'), await waiting(scene, 'Kim')]
  twilio.behave({ hangUp: true })
  await product.forward(30 * MINUTE)
  await eventually('Twilio to have it', async () => twilio.received.messages.length === 1)
  // At once: where looking for it fails as well, it is sent again.
  twilio.behave({})
  await eventually('the failure to be noted for each lead', async () => {
    const noted = await product.db
      .selectFrom('notifications')
      .select('failure')
      .where('channel', '=', 'sms')
      .execute()
    return noted.length === 3 && noted.every(({ failure }) => failure !== null)
  })
  await product.api('POST', `/v1/leads/${ids[0]}/acknowledge`)

  await product.forward(MINUTE)
  await eventually('the digest to be told', async () => {
    const entries = await product.db.selectFrom('digestEntries').select('toldAt').execute()
    return entries.every(({ toldAt }) => toldAt !== null)
  })
  await isAllTold(scene)

  assert.equal(twilio.received.messages.length, 1)
  for (const id of ids.slice(1)) {
    const told = (await product.events(id)).filter((type) => type === 'RepNotified')
    assert.equal(told.length, 2, 'in the product, and by the digest')
  }
})

test('quiet hours hold a digest as well', async () => {
  await using scene = await digested({ quietHours: { from: '10:10', to: '11:00' } })
  const { product, slack } = scene
  await waiting(scene, 'Ada')
  await waiting(scene, 'Bo')

  await product.forward(30 * MINUTE)
  await eventually('the tasks to wait for the end', async () => {
    const { rows } = await sql`
      select 1 from pgboss.job j join tasks t on t.id::text = j.data ->> 'taskId'
      where t.follower = 'notify' and j.state = 'created'
        and j.start_after > now() + interval '20 minutes'`.execute(product.db)
    return rows.length === 2
  })
  assert.equal(slack.received.messages.length, 0)

  await product.forward(31 * MINUTE)
  await digests(scene, 1)
  assert.equal(slack.received.messages[0]?.text, 'Leads that wait for you: 2')
})

test('of a rep who wants every lead alone each comes at once', async () => {
  await using scene = await digested({ digest: 'off' })
  const id = await scene.product.submit('web-form', { email: 'ada@ada.example', country: 'NO' })

  await digests(scene, 1)

  await scene.product.decided(id, 'assigned')
  assert.match(scene.slack.received.messages[0]?.text ?? '', /^New lead: ada@ada\.example/)
})
