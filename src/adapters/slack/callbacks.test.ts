import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slackPress } from '../../../sandbox/slack-press.ts'
import { slackSandbox } from '../../../sandbox/slack-sandbox.ts'
import { memoryLog } from '../../../test/support/memory-log.ts'
import { Refused } from '../../domain/failure.ts'
import type { CallbackRequest } from '../../ports/channel-callbacks.ts'
import { slackCallbacks } from './callbacks.ts'

const LEAD = '01900000-0000-7000-8000-000000000001'
const OFFER = '01900000-0000-7000-8000-00000000b001'
const PRESS = { userId: 'U0MARA', actionId: 'answer-accept', value: `${LEAD} ${OFFER}` }
const AT = new Date('2026-03-02T14:30:00Z')

function listener(
  signingSecret = 'sandbox-signing-secret',
  responseBaseUrl = 'http://127.0.0.1:1',
) {
  const log = memoryLog()
  return { log, callbacks: slackCallbacks({ signingSecret, responseBaseUrl, log }) }
}

const requestOf = (press: Parameters<typeof slackPress>[0]): CallbackRequest => {
  const { body, headers } = slackPress({ at: AT, ...press })
  return { url: 'https://leads.example/', headers, bytes: Buffer.from(body), at: AT }
}

const notAuthentic = (error: unknown) =>
  error instanceof Refused && error.code === 'callback-not-authentic'

test('a pressed button is an answer to the offer of its message', () => {
  const callback = listener().callbacks.read(
    requestOf({ ...PRESS, responseUrl: 'https://x.example/1' }),
  )

  assert.deepEqual(callback, {
    kind: 'answer',
    key: 'U0MARA:1772461800.123456:1700000000.000001:accept',
    from: { slackUserId: 'U0MARA' },
    action: 'accept',
    offer: { leadId: LEAD, assignmentId: OFFER },
    replyTo: 'https://x.example/1',
  })
})

test('a button that only opens the lead, and one of another app, say nothing', () => {
  const { callbacks } = listener()

  for (const press of [
    { ...PRESS, actionId: 'open' },
    { ...PRESS, value: 'something' },
  ]) {
    assert.deepEqual(callbacks.read(requestOf(press)), { kind: 'nothing' })
  }
})

test('the signature that Slack’s documentation computes is taken for one', () => {
  const { callbacks } = listener('8f742231b10e8888abcd99yyyzzz85a5')
  const text =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmi' +
    'bIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
  const headers = { 'x-slack-request-timestamp': '1531420618', 'x-slack-signature': signature }
  const request = { url: '', headers, bytes: Buffer.from(text), at: new Date(1_531_420_618_000) }

  // It is no pressed button, which is known only once it is known to be Slack's.
  assert.throws(
    () => callbacks.read(request),
    (error) => error instanceof Refused && error.code === 'callback-unreadable',
  )
  assert.throws(() => callbacks.read({ ...request, bytes: Buffer.from(`${text}.`) }), notAuthentic)
})

test('what is forged, unsigned, or signed more than five minutes ago or ahead is refused', () => {
  const { callbacks } = listener()
  const request = requestOf(PRESS)
  const shifted = (seconds: number) => new Date(AT.getTime() + seconds * 1_000)

  callbacks.read({ ...request, at: shifted(299) })
  for (const other of [
    requestOf({ ...PRESS, signingSecret: 'guessed' }),
    { ...request, headers: {} },
    { ...request, headers: { ...request.headers, 'x-slack-request-timestamp': 'soon' } },
    { ...request, bytes: Buffer.from(`${Buffer.from(request.bytes)}&more=1`) },
    { ...request, at: shifted(301) },
    { ...request, at: shifted(-301) },
  ]) {
    assert.throws(() => callbacks.read(other), notAuthentic)
  }
})

test('words back to the person go where Slack takes them, and nowhere else', async () => {
  await using slack = await slackSandbox()
  const { callbacks } = listener(undefined, slack.url)
  const told = (responseUrl: string) =>
    callbacks.reply(callbacks.read(requestOf({ ...PRESS, responseUrl })), 'It is yours.')

  const replies = [await told(`${slack.url}/actions/T0/1/abc`), await told('http://127.0.0.1:1/x')]

  assert.deepEqual(slack.received.responses, [{ path: '/actions/T0/1/abc', text: 'It is yours.' }])
  for (const { status, body } of replies) assert.deepEqual([status, body], [200, ''])
})

test('when Slack does not take the words the button still has worked', async () => {
  await using slack = await slackSandbox()
  slack.behave({ status: 500 })
  const { callbacks, log } = listener(undefined, slack.url)
  const callback = callbacks.read(requestOf({ ...PRESS, responseUrl: `${slack.url}/actions/1` }))

  assert.equal((await callbacks.reply(callback, 'It is yours.')).status, 200)

  assert.deepEqual(log.lines, ['warn: Slack took no reply'])
})
