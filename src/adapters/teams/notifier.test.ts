import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PostedCard, teamsSandbox, workflowOf } from '../../../sandbox/teams-sandbox.ts'
import { PATIENT_MS } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aDigest, aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import { teamsNotifier } from './notifier.ts'

const { recipient: mara } = aNotification()
const links = async () => ({ accept: 'https://leads.example/a/take' })

async function workflow(timeLimitMs = PATIENT_MS) {
  const teams = await teamsSandbox()
  const notifier = (signature?: string) =>
    teamsNotifier({
      workflows: { [mara.repId]: workflowOf(teams.url, signature) },
      links,
      timeLimitMs,
    })
  return {
    teams,
    notifier: notifier(),
    intruder: notifier('stolen'),
    known: mara,
    unknown: { ...mara, repId: 'gone' },
    fail: (fault: Parameters<typeof httpBehaviour>[0]) => teams.behave(httpBehaviour(fault)),
    arrived: () => teams.received.cards.map((card) => textsOf(card)[0]?.replaceAll('\\', '') ?? ''),
    [Symbol.asyncDispose]: teams.close,
  }
}

const textsOf = ({ body }: PostedCard) => (body as { text: string }[]).map(({ text }) => text)

notifierContract('teamsNotifier', workflow, { namesTime: true })

test('a card mentions its rep, and its buttons answer and open the lead', async () => {
  await using harness = await workflow()

  await harness.notifier.send(aNotification())

  const [card] = harness.teams.received.cards
  assert.ok(card)
  assert.equal(textsOf(card).at(-1), '<at>Mara Lind</at>')
  assert.deepEqual(card.actions, [
    { type: 'Action.OpenUrl', title: 'Accept', url: 'https://leads.example/a/take' },
    { type: 'Action.OpenUrl', title: 'Open the lead', url: aNotification().url },
  ])
})

test('what a stranger typed is no link, no mention and no heading, and a long one is cut', async () => {
  await using harness = await workflow()
  const lines = ['[gift](https://evil.example) <at>all</at>', '# Big', 'x'.repeat(50_000)]

  await harness.notifier.send(aNotification({ lines }))

  const text = textsOf(harness.teams.received.cards[0] as PostedCard)[1] ?? ''
  assert.ok(text.startsWith('\\[gift\\]\\(https://evil.example\\) &lt;at\\>all'))
  assert.ok(text.includes('\\# Big'))
})

test('a rep of their own has a workflow of their own, others the common one, or none', async () => {
  await using common = await teamsSandbox()
  await using own = await teamsSandbox()
  const workflows = { [mara.repId]: workflowOf(own.url) }
  const notifier = teamsNotifier({ workflow: workflowOf(common.url), workflows, links })

  await notifier.send(aNotification())
  await notifier.send(aNotification({ recipient: { ...mara, repId: 'jonas' } }))

  assert.deepEqual(
    [own, common].map(({ received }) => received.cards.length),
    [1, 1],
  )
  assert.equal(teamsNotifier({ workflows, links }).reaches({ ...mara, repId: 'jonas' }), false)
})

for (const address of [
  'https://evil.example/workflows/1',
  'http://x.logic.azure.com/1',
  'secret',
]) {
  test(`${address} is no workflow, and is not quoted`, () => {
    assert.throws(
      () => teamsNotifier({ workflow: address, workflows: {}, links }),
      (error) =>
        error instanceof Refused &&
        error.code === 'teams-workflow-invalid' &&
        !error.message.includes(address),
    )
  })
}

test('each lead of a digest has links of its own below it, and a hostile name is no link', async () => {
  await using harness = await workflow()

  await harness.notifier.send(aDigest())

  const [card] = harness.teams.received.cards
  const body = card?.body as { type: string; text?: string; actions?: object[] }[]
  const sets = body.filter(({ type }) => type === 'ActionSet')
  assert.deepEqual(
    sets.map(({ actions = [] }) => actions.length),
    [2, 2],
  )
  assert.match(JSON.stringify(body), /\\\\\[a\\\\\]\\\\\(https/)
})
