import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slackPress } from '../../sandbox/slack-press.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { smtpSandbox } from '../../sandbox/smtp-sandbox.ts'
import { twilioCallback, typedReply } from '../../sandbox/twilio-callback.ts'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import type { SlaDocument } from '../../src/domain/documents/sla.ts'
import { phoneDigits } from '../../src/domain/phone-digits.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct, type TestProduct } from '../support/test-product.ts'

const MONDAY = '2026-11-23T09:00:00Z'
const PUBLIC_URL = 'http://127.0.0.1:8080'

/** The example company with Slack, mail and text messages, and everybody on all of them. */
async function reachedEverywhere(policies: SlaDocument['policies'] = []) {
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox())
  const smtp = started.use(await smtpSandbox())
  const twilio = started.use(await twilioSandbox())
  const { teams, sla } = exampleCompany().documents
  const reps = teams.reps.map((rep, place) => ({
    ...{ ...rep, slackUserId: `U00${place}`, phone: `+479000000${10 + place}` },
  }))
  const { accountSid, authToken, from } = SANDBOX_TWILIO
  const channels = {
    slack: {
      token: `demo:${SANDBOX_SLACK_TOKEN}`,
      signingSecret: 'demo:sandbox-signing-secret',
    },
    email: { from: 'leads@halden.example', host: '127.0.0.1', port: smtp.port, secure: false },
    sms: { accountSid, authToken: `demo:${authToken}`, from },
  }
  const documents = { teams: { ...teams, reps }, channels, sla: { ...sla, policies } }
  const settings = {
    ...{ slackBaseUrl: slack.url, slackHooksBaseUrl: slack.url, twilioBaseUrl: twilio.url },
    publicUrl: PUBLIC_URL,
  }
  const product = started.use(await startTestProduct({ documents, settings, at: MONDAY }))
  const all = started.move()
  return { product, slack, smtp, twilio, reps, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

type Scene = Awaited<ReturnType<typeof reachedEverywhere>>

/** A lead that was offered to a rep, whom all three channels have told. */
async function anOffer({ product, slack, smtp, twilio, reps }: Scene) {
  const id = await product.submit('web-form', {
    ...{ email: 'kari.nordmann@fjordtech.no', first_name: 'Kari', last_name: 'Nordmann' },
    ...{ company: 'Fjordtech AS', country: 'NO', message: 'Please call me about a demo' },
  })
  const { repId } = await product.decided(id, 'assigned')
  await eventually('three messages', async () => {
    const counts = [slack.received.messages, smtp.received.mails, twilio.received.messages]
    return counts.every(({ length }) => length === 1)
  })
  const rep = reps.find((one) => one.id === repId)
  assert.ok(rep)
  return { id, rep }
}

/** Where the link of a mail leads that has these words: the one that takes the lead. */
function linkPath(mail: { readonly raw: string } | undefined, words = 'Accept'): string {
  const raw = (mail?.raw ?? '').replaceAll('=\r\n', '')
  const path = new RegExp(`${words}: http://127\\.0\\.0\\.1:8080(/a/[\\w-]+)`).exec(raw)?.[1]
  assert.ok(path, raw)
  return path
}

/** A press of the button of a message that takes the lead. */
function acceptPress(userId: string, message: { readonly blocks: readonly unknown[] } | undefined) {
  const blocks = (message?.blocks ?? []) as {
    elements?: { action_id?: string; value?: string }[]
  }[]
  const button = blocks
    .flatMap(({ elements = [] }) => elements)
    .find((one) => one.action_id === 'answer-accept')
  return { userId, actionId: 'answer-accept', value: button?.value ?? '' }
}

const viaOf = async ({ db }: TestProduct) => {
  const rows = await db
    .selectFrom('leadEvents')
    .select('data')
    .where('type', '=', 'AssignmentAcknowledged')
    .execute()
  return rows.map(({ data }) => (data as { via?: string }).via)
}

test('the link in the mail takes the lead once its page is confirmed, and not when it is looked at', async () => {
  await using scene = await reachedEverywhere()
  const { product, smtp, slack } = scene
  const { id, rep } = await anOffer(scene)
  const path = linkPath(smtp.received.mails[0])

  const looked = await fetch(`${product.url}${path}`)
  assert.equal(looked.status, 200)
  assert.equal((await product.lead(id)).acknowledgedAt, undefined)
  const pressed = await fetch(`${product.url}${path}`, { method: 'POST' })

  assert.equal(pressed.status, 200)
  assert.ok((await product.lead(id)).acknowledgedAt)
  assert.deepEqual(await viaOf(product), ['email'])
  await eventually('Slack to show it', async () => slack.received.updates.length === 1)
  assert.ok(slack.received.updates[0]?.text.startsWith(`Accepted by ${rep.name}`))
})

test('Slack, a text message and a link answer at the same moment: one counts', async () => {
  await using scene = await reachedEverywhere()
  const { product, slack } = scene
  const { rep } = await anOffer(scene)
  const press = acceptPress(rep.slackUserId, slack.received.messages[0])
  const at = product.clock()

  const callbacks = `${product.url}/v1/channels`
  const sms = `${PUBLIC_URL}/v1/channels/sms/callback`
  const answers = await Promise.all([
    fetch(`${callbacks}/slack/callback`, slackPress({ ...press, at })),
    fetch(`${callbacks}/sms/callback`, twilioCallback(sms, typedReply(rep.phone, '1', 'SM1'))),
    fetch(`${callbacks}/slack/callback`, slackPress({ ...press, at, messageTs: '1.000002' })),
  ])

  for (const { status } of answers) assert.equal(status, 200)
  assert.equal((await viaOf(product)).length, 1)
})

test('the rep by a link and somebody who was told by a button accept at once: one has it, the other is told who', async () => {
  const steps = [
    { afterMinutes: 10, do: 'tell-standby' as const },
    { afterMinutes: 10, do: 'reassign' as const },
  ]
  await using scene = await reachedEverywhere([{ id: 'all', steps }])
  const { product, slack, smtp, reps } = scene
  const { id, rep } = await anOffer(scene)
  await product.forward(10 * 60_000)
  await eventually('the message to the standby', async () => slack.received.messages.length === 2)
  const standby = reps.find(
    ({ slackUserId }) => slackUserId === slack.received.messages[1]?.channel,
  )
  assert.ok(standby)
  const press = acceptPress(standby.slackUserId, slack.received.messages[1])
  const responseUrl = `${slack.url}/actions/T0/1/said`

  const [byLink, byButton] = await Promise.all([
    fetch(`${product.url}${linkPath(smtp.received.mails[0])}`, { method: 'POST' }),
    fetch(
      `${product.url}/v1/channels/slack/callback`,
      slackPress({ ...press, responseUrl, at: product.clock() }),
    ),
  ])

  const page = await byLink.text()
  assert.equal(byButton.status, 200)
  await eventually('a word to the standby', async () => slack.received.responses.length > 0)
  const word = slack.received.responses[0]?.text ?? ''
  const winner = (await product.lead(id)).repId === rep.id ? rep : standby
  assert.equal((await viaOf(product)).length, 1)
  assert.match(winner === rep ? word : page, new RegExp(`${winner.name} (has the lead|now)`))
  if (winner === standby) assert.equal(word, 'The lead is yours.')
  await eventually('both messages to show it', async () => {
    const shown = slack.received.updates.map(({ ts, text }) => `${ts} ${text}`)
    const by = ` by ${winner.name}`
    return [1, 2].every((nth) =>
      shown.some((one) => one.includes(`00000${nth} `) && one.includes(by)),
    )
  })
})

test('the rep and whoever was told reply 1 at the same moment: one has it, the other is told who, then and later', async () => {
  const steps = [
    { afterMinutes: 10, do: 'tell-standby' as const },
    { afterMinutes: 10, do: 'reassign' as const },
  ]
  await using scene = await reachedEverywhere([{ id: 'all', steps }])
  const { product, twilio, reps } = scene
  const { id, rep } = await anOffer(scene)
  await product.forward(10 * 60_000)
  const told = await eventually('the text message to the standby', async () =>
    twilio.received.messages.find((one) => one.to !== phoneDigits(rep.phone)),
  )
  const standby = reps.find(({ phone }) => phoneDigits(phone) === told.to)
  assert.ok(standby)
  const url = `${PUBLIC_URL}/v1/channels/sms/callback`
  const reply = async (phone: string, sid: string) => {
    const request = twilioCallback(url, typedReply(phone, '1', sid))
    const response = await fetch(`${product.url}/v1/channels/sms/callback`, request)
    return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1]
  }

  const words = await Promise.all([reply(rep.phone, 'SM1'), reply(standby.phone, 'SM2')])

  const winner = (await product.lead(id)).repId === rep.id ? rep : standby
  const loser = winner === rep ? standby : rep
  const late = `Too late: ${winner.name} has the lead.`
  const expected = winner === rep ? ['The lead is yours.', late] : [late, 'The lead is yours.']
  assert.deepEqual(words, expected)
  assert.equal(await reply(loser.phone, 'SM3'), late)
  assert.equal((await viaOf(product)).length, 1)
})

test('who was set away comes back by the link of the mail that says so', async () => {
  await using scene = await reachedEverywhere([
    { id: 'all', steps: [{ afterMinutes: 2, do: 'reassign', setAway: true }] },
  ])
  const { product, smtp } = scene
  const { rep } = await anOffer(scene)
  const latest = () =>
    product.db
      .selectFrom('presenceChanges')
      .select(['repId', 'presence'])
      .orderBy('sequence', 'desc')
      .executeTakeFirst()

  await product.forward(2 * 60_000)
  const mail = await eventually('the mail that says so', async () =>
    smtp.received.mails.find(({ raw }) => raw.includes('I am back')),
  )
  const url = `${product.url}${linkPath(mail, 'I am back')}`
  const looked = await (await fetch(url)).text()
  assert.deepEqual(await latest(), { repId: rep.id, presence: 'set-away' })
  const pressed = await fetch(url, { method: 'POST', body: new URLSearchParams() })

  assert.match(looked, /<button autofocus>I am back<\/button>/)
  assert.match(await pressed.text(), /New leads come to you again/)
  assert.deepEqual(await latest(), { repId: rep.id, presence: 'online' })
})
