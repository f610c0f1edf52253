import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { hubspotSandbox, SANDBOX_HUBSPOT_TOKEN } from '../../sandbox/hubspot-sandbox.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import {
  SANDBOX_SMTP_PASSWORD,
  SANDBOX_SMTP_USER,
  smtpSandbox,
} from '../../sandbox/smtp-sandbox.ts'
import { CANARY_STEPS, CanaryDocument } from '../../src/domain/documents/canary.ts'
import { ChannelsDocument } from '../../src/domain/documents/settings.ts'
import { TeamsDocument } from '../../src/domain/documents/teams.ts'
import type { LeadId } from '../../src/domain/ids.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

/** A Monday morning in Oslo. */
const MONDAY = '2026-11-23T09:00:00Z'
const MINUTE = 60_000

/** A company with a canary, a test rep on Slack, and somebody who is paged by mail. */
async function companyWithCanary() {
  const { teams } = exampleCompany().documents
  const slack = await slackSandbox()
  const smtp = await smtpSandbox()
  const hubspot = await hubspotSandbox()
  const canaryRep = { ...teams.reps[0], id: 'canary', name: 'Canary', slackUserId: 'U0CANARY' }
  const product = await startTestProduct({
    at: MONDAY,
    settings: { slackBaseUrl: slack.url, hubspotBaseUrl: hubspot.url },
    documents: {
      crm: { kind: 'hubspot', token: `demo:${SANDBOX_HUBSPOT_TOKEN}`, owners: {} },
      teams: TeamsDocument.parse({ ...teams, reps: [...teams.reps, canaryRep] }),
      channels: ChannelsDocument.parse({
        slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` },
        email: {
          ...{ from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false },
          user: `demo:${SANDBOX_SMTP_USER}`,
          password: `demo:${SANDBOX_SMTP_PASSWORD}`,
        },
      }),
      canary: CanaryDocument.parse({
        ...{ everyMinutes: 5, rep: 'canary', page: ['marcus'], keepMinutes: 10 },
        // Machines are noisy; what is slow is another test's.
        limits: Object.fromEntries(CANARY_STEPS.map((step) => [step, 60])),
        routes: [
          {
            ...{ id: 'emea', source: 'web-form' },
            form: { email: 'emea@canary.invalid', country: 'NO', message: 'I would like a demo' },
          },
        ],
      }),
    },
  })
  const mailsTo = (address: string) =>
    smtp.received.mails
      .filter(({ to }) => to.includes(address))
      .map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim())
  return {
    ...{ product, slack, hubspot, mailsTo },
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]()
      await Promise.all([slack.close(), smtp.close(), hubspot.close()])
    },
  }
}

type Standing = {
  state: string
  checkedAt?: string
  tookMs?: number
  problems: { about: string }[]
}

async function standingOf(product: TestProduct): Promise<Standing | undefined> {
  const { body } = await product.api('GET', '/v1/canaries')
  return (body as { items: Standing[] }).items[0]
}

/** How the next canary fares. */
async function nextCanary(product: TestProduct): Promise<Standing> {
  const before = (await standingOf(product))?.checkedAt
  if (before !== undefined) await product.forward(5 * MINUTE)
  const flight = () => product.db.selectFrom('canaries').select('leadId').executeTakeFirst()
  await eventually('its rep to be told, or not', async () => {
    const leadId = (await flight())?.leadId
    const tasks = product.db
      .selectFrom('tasks')
      .select('state')
      .where('leadId', '=', leadId ?? null)
    return (await tasks.execute()).some(({ state }) => state !== 'open')
  })
  // It is looked at every two seconds.
  await product.forward(2_000)
  return eventually('its report', async () => {
    const now = await standingOf(product)
    return now?.checkedAt !== undefined && now.checkedAt !== before && now
  })
}

const canariesOf = async ({ db }: TestProduct) =>
  (await db.selectFrom('leads').select('id').where('sourceKey', '=', 'canary').execute()).map(
    ({ id }) => id,
  )

test('is led to its rep and told, and counts nowhere', async () => {
  await using company = await companyWithCanary()
  const { product, slack, hubspot } = company

  const standing = await nextCanary(product)

  assert.deepEqual([standing.state, standing.problems], ['ok', []])
  const [id] = await canariesOf(product)
  const lead = await product.lead(id as LeadId)
  assert.deepEqual([lead.state, lead.repId], ['assigned', 'canary'])
  assert.ok(lead.acknowledgedAt)
  assert.equal(slack.received.messages.length, 1)
  assert.equal(hubspot.received.portal.contacts.size, 0)
  const counted = await Promise.all([
    product.api('GET', '/v1/leads'),
    product.api('GET', '/v1/contacts'),
    product.api('GET', '/v1/stats/speed'),
  ])
  type Listed = { items: object[] }
  const [leads, contacts, speed] = counted.map(({ body }) => body) as [Listed, Listed, object]
  assert.deepEqual([leads.items, contacts.items], [[], []])
  assert.doesNotMatch(JSON.stringify(speed), /canary/)
  for (const table of [
    'pool_ledger',
    'contact_values',
    'identities',
    'crm_links',
    'review_items',
  ]) {
    const { rows } = await sql`select from ${sql.table(table)}`.execute(product.db)
    assert.equal(rows.length, 0, table)
  }
})

test('of a channel or CRM whose credential has died people are told once, and when all is clear', async () => {
  await using company = await companyWithCanary()
  const { product, slack, hubspot, mailsTo } = company

  slack.behave({ error: 'invalid_auth' })
  hubspot.behave({ status: 401 })
  const failing = await nextCanary(product)
  await nextCanary(product)

  assert.equal(failing.state, 'failing')
  assert.ok(failing.problems.some(({ about }) => about === 'slack'))
  assert.ok(failing.problems.some(({ about }) => about === 'crm'))
  const [alarm, ...more] = mailsTo('marcus@halden.example')
  assert.equal(alarm, 'Alarm: something is in the way of leads of emea')
  slack.behave({})
  hubspot.behave({})
  // What needs a person is asked about every five minutes only.
  await product.forward(5 * MINUTE)
  await eventually('all to be clear', async () => (await nextCanary(product)).state === 'ok')
  const told = mailsTo('marcus@halden.example')
  assert.equal(told.at(-1), 'All clear: leads of emea are on their way again')
  assert.ok(more.length <= 1)
})

test('of one that is old nothing is left, and one that was sent is not sent again', async () => {
  await using company = await companyWithCanary()
  const { product } = company
  await nextCanary(product)
  const [id] = await canariesOf(product)
  const { dedupeKey } = await product.db
    .selectFrom('leads')
    .select('dedupeKey')
    .where('id', '=', id as LeadId)
    .executeTakeFirstOrThrow()

  // As if it had been killed before it noted what it had sent.
  const dueAt = new Date(dedupeKey.slice('id:emea:'.length))
  await product.db.updateTable('canaries').set({ dueAt, leadId: null, sentAt: null }).execute()
  await eventually('it to be found', async () => {
    const row = await product.db.selectFrom('canaries').select('leadId').executeTakeFirst()
    return row?.leadId === id || (await canariesOf(product)).length > 1
  })
  assert.deepEqual(await canariesOf(product), [id])

  await product.forward(11 * MINUTE)
  await eventually('the old one to be gone', async () => {
    const left = await canariesOf(product)
    return !left.includes(id as LeadId)
  })
  const tables = ['lead_events', 'lead_parts', 'lead_part_versions', 'assignments', 'notifications']
  for (const table of [...tables, 'tasks', 'lead_deliveries', 'event_deliveries']) {
    const { rows } = await sql`select from ${sql.table(table)} where lead_id = ${id}`.execute(
      product.db,
    )
    assert.equal(rows.length, 0, table)
  }
})
