import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct } from '../support/test-product.ts'

const MINUTE = 60_000

/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'

/** The example company with e-mail and Slack connected to the sandbox. */
async function companyWithChannels() {
  const [slack, smtp] = await Promise.all([slackSandbox(), smtpSandbox()])
  const { teams } = exampleCompany().documents
  const reps = teams.reps.map((rep, index) => ({ ...rep, slackUserId: `U00${index}` }))
  return {
    slack,
    smtp,
    settings: { slackBaseUrl: slack.url },
    documents: {
      teams: { ...teams, reps },
      channels: {
        inApp: {},
        slack: { token: `demo:${SANDBOX_SLACK_TOKEN}` },
        email: { from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false },
      },
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([slack.close(), smtp.close()])
    },
  }
}

const anInquiry = {
  email: 'kari.nordmann@fjordtech.no',
  first_name: 'Kari',
  last_name: 'Nordmann',
  company: 'Fjordtech AS',
  country: 'NO',
  message: 'Please call me about a demo this week',
}

test('a form comes in, a message goes out, nobody answers, and the next rep gets the lead', async () => {
  await using company = await companyWithChannels()
  await using product = await startTestProduct({ ...company, at: MONDAY })

  const id = await product.submit('web-form', anInquiry)
  const first = await product.decided(id, 'assigned')
  await eventually('the first alerts', async () => company.slack.received.messages.length === 1)
  await eventually('the first mail', async () => company.smtp.received.mails.length === 1)

  await product.forward(60 * MINUTE)
  const second = await eventually('another rep', async () => {
    const lead = await product.lead(id)
    return lead.repId !== undefined && lead.repId !== first.repId && lead
  })
  await eventually('the second message', async () => company.slack.received.messages.length === 2)

  assert.ok(company.slack.received.messages[0]?.text.includes('Kari Nordmann'))
  assert.deepEqual(second.triedRepIds, [first.repId])
  // Whoever let it pass has had their turn: ignoring leads must not pay.
  const entries = await product.db.selectFrom('poolLedger').select('kind').execute()
  assert.deepEqual(new Set(entries.map(({ kind }) => kind)), new Set(['pick']))
  const [reps, mails] = [company.documents.teams.reps, company.smtp.received.mails]
  assert.deepEqual(mails[0]?.to, [reps.find((rep) => rep.id === first.repId)?.email])
  assert.deepEqual(
    company.slack.received.messages.map(({ channel }) => channel),
    [first, second].map(({ repId }) => reps.find((rep) => rep.id === repId)?.slackUserId),
  )
})

test('a rep who acknowledges in time keeps the lead, and nobody else is told', async () => {
  await using company = await companyWithChannels()
  await using product = await startTestProduct({ ...company, at: MONDAY })
  const id = await product.submit('web-form', anInquiry)
  const { repId } = await product.decided(id, 'assigned')
  await eventually('the alert', async () => company.slack.received.messages.length === 1)

  const { status } = await product.api('POST', `/v1/leads/${id}/acknowledge`)
  await product.forward(24 * 60 * MINUTE)
  await eventually('the timer to have fired', async () => {
    const open = await product.db
      .selectFrom('tasks')
      .select('id')
      .where('follower', '=', 'escalate')
      .where('state', '=', 'open')
      .execute()
    return open.length === 0
  })

  assert.equal(status, 200)
  const lead = await product.lead(id)
  assert.equal(lead.repId, repId)
  assert.equal(lead.state, 'assigned')
  assert.equal(company.slack.received.messages.length, 1)
})

test('a rep who declines is never offered the lead again', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const id = await product.submit('web-form', anInquiry)
  const first = await product.decided(id, 'assigned')

  await product.api('POST', `/v1/leads/${id}/decline`)
  const second = await product.decided(id, 'assigned')

  assert.notEqual(second.repId, first.repId)
  assert.deepEqual(second.triedRepIds, [first.repId])
})

test('when everybody lets it pass, the default acceptor has it in the end', async () => {
  await using product = await startTestProduct({ at: MONDAY })
  const { sla, teams } = exampleCompany().documents
  const id = await product.submit('web-form', anInquiry)

  for (let hop = 0; hop < sla.maxHops; hop += 1) {
    const { assignmentId } = await product.decided(id, 'assigned')
    await product.forward(60 * MINUTE)
    await eventually(`hop ${hop}`, async () => {
      const lead = await product.lead(id)
      return lead.state === 'assigned' && lead.assignmentId !== assignmentId
    })
  }

  const lead = await product.lead(id)
  assert.equal(lead.repId, teams.defaultAcceptor)
  assert.equal(lead.triedRepIds.length, sla.maxHops)
})

test('all channels are down: the lead is assigned in time, and the message goes out later', async () => {
  await using company = await companyWithChannels()
  company.slack.behave({ status: 503 })
  company.smtp.behave({ status: 451 })
  await using product = await startTestProduct({ ...company, at: MONDAY })

  const id = await product.submit('web-form', anInquiry)
  await product.decided(id, 'assigned')
  await eventually('a failed attempt', async () => company.slack.received.calls > 0)
  company.slack.behave({})
  company.smtp.behave({})
  await product.forward(10 * MINUTE)

  await eventually('the message', async () => company.slack.received.messages.length > 0)
  await eventually('the mail', async () => company.smtp.received.mails.length > 0)
})
