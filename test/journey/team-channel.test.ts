import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slackPress } from '../../sandbox/slack-press.ts'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../sandbox/slack-sandbox.ts'
import { teamsSandbox, workflowOf } from '../../sandbox/teams-sandbox.ts'
import { SlaDocument } from '../../src/domain/documents/sla.ts'
import { eventually } from '../support/eventually.ts'
import { exampleCompany } from '../support/example-company.ts'
import { startTestProduct } from '../support/test-product.ts'

const MINUTE = 60_000
/** A Monday morning in Oslo: everybody of the EMEA pool is at work. */
const MONDAY = '2026-11-23T09:00:00Z'
const SIGNING = 'signing-secret'

/** A lead that nobody has answered, of a team with a channel in Slack and in Microsoft Teams. */
async function unanswered() {
  await using started = new AsyncDisposableStack()
  const slack = started.use(await slackSandbox({ users: ['C0EMEA'] }))
  const cards = started.use(await teamsSandbox())
  const { teams, sla } = exampleCompany().documents
  const policies = [{ id: 'all', steps: [{ afterMinutes: 10, do: 'tell-team' }] }]
  const teamsWorkflow = `demo:${workflowOf(cards.url)}`
  const documents = {
    sla: SlaDocument.parse({ ...sla, policies }),
    teams: {
      ...teams,
      teams: teams.teams.map((team) => ({ ...team, slackChannel: 'C0EMEA', teamsWorkflow })),
      reps: teams.reps.map((rep, place) => ({ ...rep, slackUserId: `U00${place}` })),
    },
    channels: {
      inApp: {},
      slack: { token: `demo:${SANDBOX_SLACK_TOKEN}`, signingSecret: `demo:${SIGNING}` },
      teams: { workflows: {} },
    },
  }
  const settings = { slackBaseUrl: slack.url, slackHooksBaseUrl: slack.url }
  const product = started.use(await startTestProduct({ documents, settings, at: MONDAY }))
  const person = { email: 'kari.nordmann@fjordtech.no', first_name: 'Kari', country: 'NO' }
  const id = await product.submit('web-form', { ...person, company: 'Fjordtech AS' })
  const { repId } = await product.decided(id, 'assigned')
  const all = started.move()
  const { reps } = documents.teams
  const colleague = reps.find((rep) => rep.teamId === 'emea' && rep.id !== repId)
  assert.ok(colleague)
  return { product, id, slack, cards, colleague, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

type Block = {
  readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[]
}

test('a team is told once, in its channels; a colleague takes the lead there, and the message says so', async () => {
  await using scene = await unanswered()
  const { product, id, slack, cards, colleague } = scene

  await product.forward(10 * MINUTE)
  await eventually('both channels', async () =>
    [slack.received.messages, cards.received.cards].every(({ length }) => length === 1),
  )

  const [message] = slack.received.messages
  const buttons = ((message?.blocks ?? []) as Block[]).flatMap(({ elements = [] }) => elements)
  assert.deepEqual(
    buttons.map((button) => button.action_id),
    ['answer-accept', 'open'],
  )
  assert.deepEqual(
    [message?.channel, message?.text],
    ['C0EMEA', 'Nobody has answered Kari from Fjordtech AS'],
  )
  // Whoever presses a link acts as the rep it names, and a team is none.
  assert.equal(cards.received.cards[0]?.actions.length, 1)

  const value = buttons[0]?.value ?? ''
  const press = { userId: colleague.slackUserId, actionId: 'answer-accept', value }
  const pressed = slackPress({ ...press, at: product.clock(), signingSecret: SIGNING })
  await fetch(`${product.url}/v1/channels/slack/callback`, pressed)

  await eventually('the message to show it', async () => slack.received.updates.length === 1)
  assert.match(
    slack.received.updates[0]?.text ?? '',
    new RegExp(`^Accepted by ${colleague.name}|^Taken over by ${colleague.name}`),
  )
  assert.equal((await product.lead(id)).repId, colleague.id)
})

test('where the channels of a team refuse, its reps are told one by one', async () => {
  await using scene = await unanswered()
  const { product, slack, cards, colleague } = scene
  slack.behave({ status: 200, error: 'is_archived' })
  cards.behave({ status: 404 })

  await product.forward(10 * MINUTE)

  await eventually('the colleague to be told', async () => {
    const rows = await product.db
      .selectFrom('notifications')
      .select('title')
      .where('repId', '=', colleague.id)
      .where('occasion', '=', 'escalation')
      .where('state', '=', 'accepted')
      .execute()
    return rows.length === 1
  })
})
