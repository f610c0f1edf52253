import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_SLACK_TOKEN, slackSandbox } from '../../../sandbox/slack-sandbox.ts'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aDigest, aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { slackNotifier } from './notifier.ts'

const { recipient: mara } = aNotification()

async function workspace(timeLimitMs = PATIENT_MS) {
  const slack = await slackSandbox({ users: ['U0MARA'] })
  const notifier = (token: string) =>
    slackNotifier({ token, baseUrl: slack.url, timeLimitMs, takesAnswers: true })
  return {
    slack,
    notifier: notifier(SANDBOX_SLACK_TOKEN),
    intruder: notifier('xoxb-stolen'),
    known: mara,
    unknown: { ...mara, slackUserId: 'U0GONE' },
    fail: (fault: Parameters<typeof httpBehaviour>[0]) => slack.behave(httpBehaviour(fault)),
    arrived: () => slack.received.messages.map(({ text }) => text),
    [Symbol.asyncDispose]: slack.close,
  }
}

notifierContract('slackNotifier', workspace, { namesTime: true, finds: true })

const verdicts = {
  not_authed: 'slack-denied',
  token_revoked: 'slack-denied',
  missing_scope: 'slack-denied',
  channel_not_found: 'slack-recipient-unknown',
  is_archived: 'slack-recipient-unknown',
  restricted_action_read_only_channel: 'slack-recipient-unknown',
  invalid_blocks: 'slack-rejected',
  an_error_added_next_year: 'slack-rejected',
  'not even a name <U123>': 'slack-rejected',
}
for (const [error, code] of Object.entries(verdicts)) {
  test(`Slack's "${error}" is refused as ${code}`, async () => {
    await using harness = await workspace()
    harness.slack.behave({ error })

    const sent = harness.notifier.send(aNotification())

    await assert.rejects(sent, (failure) => failure instanceof Refused && failure.code === code)
  })
}

for (const error of ['ratelimited', 'team_added_to_org']) {
  test(`Slack's "${error}" was not processed: it may be sent again, later`, async () => {
    await using harness = await workspace()
    harness.slack.behave({ error })

    const failure = await unavailable(harness.notifier.send(aNotification()))

    assert.equal(failure.mayHaveHappened, false)
    assert(failure.notBefore)
  })
}

for (const error of ['service_unavailable', 'fatal_error', 'request_timeout', 'internal_error']) {
  test(`after Slack's "${error}" the message may have been posted`, async () => {
    await using harness = await workspace()
    harness.slack.behave({ error })

    const failure = await unavailable(harness.notifier.send(aNotification()))

    assert.equal(failure.mayHaveHappened, true)
  })
}

test('when nobody listens nothing was sent', async () => {
  const harness = await workspace()
  await harness.slack.close()

  const failure = await unavailable(harness.notifier.send(aNotification()))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['slack-unreachable', false])
})

test('what a stranger typed cannot call the whole channel or set links', async () => {
  await using harness = await workspace()

  await harness.notifier.send(aNotification({ title: '<!channel> & <https://evil.example|gift>' }))

  const { text, blocks } = harness.slack.received.messages[0] ?? { text: '', blocks: [] }
  const expected = '&lt;!channel&gt; &amp; &lt;https://evil.example|gift&gt;'
  assert.equal(text, expected)
  assert.deepEqual(blocks[0], {
    type: 'section',
    text: { type: 'mrkdwn', text: `*${expected}*`, verbatim: true },
  })
})

test('a text far beyond the limit is cut and still accepted', async () => {
  await using harness = await workspace()

  await harness.notifier.send(aNotification({ title: '&'.repeat(900), lines: ['<'.repeat(9_000)] }))

  assert.equal(harness.slack.received.messages.length, 1)
})

test('the id of the alert travels with the message', async () => {
  await using harness = await workspace()
  const notification = aNotification()

  await harness.notifier.send(notification)

  assert.deepEqual(harness.slack.received.messages[0]?.metadata, {
    event_type: 'lead_notification',
    event_payload: {
      notification_id: notification.id,
      lead_id: notification.leadId,
      assignment_id: notification.assignmentId,
    },
  })
})

test('a rep without a Slack id is not reached, and refused when tried all the same', async () => {
  await using harness = await workspace()
  const { slackUserId: _, ...recipient } = mara

  assert.equal(harness.notifier.reaches(mara), true)
  assert.equal(harness.notifier.reaches(recipient), false)
  await assert.rejects(harness.notifier.send(aNotification({ recipient })), Refused)
})

test('a token with a line break in it is refused without being quoted', async () => {
  const notifier = slackNotifier({ token: 'xoxb-secret\nline', baseUrl: 'http://127.0.0.1:1' })

  const [outcome] = await Promise.allSettled([notifier.send(aNotification())])

  assert(outcome.status === 'rejected' && outcome.reason instanceof Refused)
  assert(!String(outcome.reason.stack).includes('xoxb-secret'))
})

test('the circuit can be seen', async () => {
  await using harness = await workspace()
  assert.equal(harness.notifier.circuit(), 'closed')
  harness.fail('internal-error')

  for (let call = 0; call < 5; call += 1) await unavailable(harness.notifier.send(aNotification()))

  assert.equal(harness.notifier.circuit(), 'open')
  await assert.rejects(
    harness.notifier.send(aNotification()),
    (failure) => failure instanceof Unavailable && failure.code === 'slack-circuit-open',
  )
})

const ACCEPTED = {
  outcome: 'accepted',
  by: 'Jonas <!here>',
  at: new Date('2026-03-02T14:42:00Z'),
} as const

type Block = {
  readonly type: string
  readonly elements?: readonly { action_id?: string; text?: unknown }[]
}

const buttonsIn = (blocks: readonly unknown[] = []) =>
  (blocks as readonly Block[])
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements.map(({ action_id: id }) => id))

test('an offer has a button for each answer; without a signing secret nobody would hear of them', async () => {
  await using harness = await workspace()
  const deaf = slackNotifier({ token: SANDBOX_SLACK_TOKEN, baseUrl: harness.slack.url })

  await harness.notifier.send(aNotification())
  await deaf.send(aNotification())

  const [offer, plain] = harness.slack.received.messages
  assert.deepEqual(buttonsIn(offer?.blocks), ['answer-accept', 'answer-decline', 'open'])
  assert.deepEqual(buttonsIn(plain?.blocks), ['open'])
})

test('once somebody has accepted the message says who and when, in the time of its reader', async () => {
  await using harness = await workspace()
  const offer = aNotification()
  const { providerId } = await harness.notifier.send(offer)

  await harness.notifier.update?.({ ...offer, providerId }, ACCEPTED)
  await harness.notifier.update?.({ ...offer, providerId }, ACCEPTED)

  const [first, second] = harness.slack.received.updates
  assert.deepEqual(second, first)
  assert.deepEqual(buttonsIn(first?.blocks), ['open'])
  assert.match(first?.text ?? '', /^Accepted by Jonas &lt;!here&gt; at 15:42 /)
})

test('a message that is gone needs no change', async () => {
  await using harness = await workspace()

  await harness.notifier.update?.({ ...aNotification(), providerId: 'D0MARA:1.000001' }, ACCEPTED)

  assert.deepEqual(harness.slack.received.updates, [])
})

test('a team may have a channel, where its reps are told by name', async () => {
  await using slack = await slackSandbox()
  const teamChannels = { [mara.teamId ?? '']: 'C0EMEA' }
  const notifier = slackNotifier({ token: SANDBOX_SLACK_TOKEN, baseUrl: slack.url, teamChannels })
  const { slackUserId: _, ...unlisted } = { ...mara, name: 'Ann <!here>' }

  const { providerId } = await notifier.send(aNotification())
  await notifier.send(aNotification({ recipient: unlisted }))
  await notifier.send(aNotification({ recipient: { ...mara, teamId: 'other' } }))

  const { messages } = slack.received
  assert.match(providerId, /^C0EMEA:/)
  assert.deepEqual(
    messages.map(({ channel }) => channel),
    ['C0EMEA', 'C0EMEA', 'U0MARA'],
  )
  assert.deepEqual(
    messages.map(({ text }) => text.split('Hot')[0]),
    ['<@U0MARA> ', 'Ann &lt;!here&gt;: ', ''],
  )
  assert.equal(notifier.reaches(unlisted), true)
})

test('each lead of a digest has its own buttons, until its offer is over', async () => {
  await using harness = await workspace()
  const digest = aDigest()
  const { providerId } = await harness.notifier.send(digest)
  const [first, second] = digest.items ?? []
  assert.ok(first && second)

  const items = [{ ...first, actions: [], settled: ACCEPTED }, second]
  await harness.notifier.update?.({ ...digest, items, providerId }, ACCEPTED)

  const [sent] = harness.slack.received.messages
  const [update] = harness.slack.received.updates
  const answers = ['answer-accept', 'answer-decline', 'open']
  assert.deepEqual(buttonsIn(sent?.blocks), [...answers, ...answers])
  assert.deepEqual(buttonsIn(update?.blocks), answers)
  const shown = JSON.stringify(update?.blocks)
  assert.match(shown, /Accepted by Jonas &lt;!here&gt; at 15:42/)
  assert.ok(shown.includes('&lt;!channel&gt;') && !shown.includes('<!channel>'))
})

test('a rep is told in their language, and in their own time', async () => {
  await using harness = await workspace()
  const offer = aNotification({ recipient: { ...mara, locale: 'de-DE' } })
  const { providerId } = await harness.notifier.send(offer)

  await harness.notifier.update?.({ ...offer, providerId }, { ...ACCEPTED, by: 'Jonas' })

  assert.match(JSON.stringify(harness.slack.received.messages[0]?.blocks), /Annehmen.*Ablehnen/)
  assert.match(harness.slack.received.updates[0]?.text ?? '', /^Angenommen von Jonas um 15:42 MEZ/)
})

test('a message in the channel of a team is found there', async () => {
  await using slack = await slackSandbox()
  const teamChannels = { [mara.teamId ?? '']: 'C0EMEA' }
  const notifier = slackNotifier({ token: SANDBOX_SLACK_TOKEN, baseUrl: slack.url, teamChannels })
  const since = new Date()
  const receipt = await notifier.send(aNotification())

  assert.deepEqual(await notifier.find?.(aNotification(), since), receipt)
})

test('without the scopes to read nothing is found, and it is said why', async () => {
  await using slack = await slackSandbox({ mayRead: false })
  const notifier = slackNotifier({ token: SANDBOX_SLACK_TOKEN, baseUrl: slack.url })

  const looked = notifier.find?.(aNotification(), new Date())

  await assert.rejects(
    looked ?? Promise.resolve(),
    (error) => error instanceof Refused && error.code === 'slack-denied',
  )
})
