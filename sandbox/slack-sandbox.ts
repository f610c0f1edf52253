import { type Answer, type Call, httpSandbox, parsed } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'
import { conversationOf, slackReading } from './slack-reading.ts'

/** One message as Slack was asked to post it. */
export type SlackMessage = {
  readonly channel: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly metadata: unknown
}

/** A change of a message that was posted before. */
export type SlackUpdate = SlackMessage & { readonly ts: string }

/** A word that only whoever pressed a button sees. */
export type SlackResponse = { readonly path: string; readonly text: string }

/** What came to a workspace. */
export type SlackReceived = {
  calls: number
  readonly messages: SlackMessage[]
  /** The time stamp of each message. */
  readonly stamps: string[]
  readonly updates: SlackUpdate[]
  readonly responses: SlackResponse[]
}

/** The bot token this workspace accepts unless told another. */
export const SANDBOX_SLACK_TOKEN = 'xoxb-sandbox'

type Options = {
  readonly port?: number
  readonly token?: string
  /** Ids of the members; without it everyone with an id in Slack's form is one. */
  readonly users?: readonly string[]
  /** How many messages a second of the clock it takes in each conversation; any number without it. */
  readonly perConversation?: number
  /** Whether the token may read conversations; it may unless said otherwise. */
  readonly mayRead?: boolean
}

/**
 * Slack's `chat.postMessage` and `chat.update`, `conversations.open` and `conversations.history`, and the
 * addresses to which words back to whoever pressed a button are sent (`/actions/...`), as docs.slack.dev
 * describes it: arguments come as JSON or as a form, errors with HTTP 200 and `ok: false`, except "too
 * often", which is 429 with Retry-After.
 */
export function slackSandbox(options: Options = {}): Promise<Sandbox<SlackReceived>> {
  const { token = SANDBOX_SLACK_TOKEN, mayRead = true } = options
  const received: SlackReceived = {
    ...{ calls: 0, messages: [], stamps: [], updates: [], responses: [] },
  }
  const isTooOften = countingPosts(options.perConversation)
  const knows = (id: string) => options.users?.includes(id) ?? /^[CDUW][A-Z0-9]{2,}$/.test(id)

  function answered(call: Call): Answer {
    const read = slackReading(call, received)
    if (read !== undefined) return mayRead ? read : failure(200, { error: 'missing_scope' })
    const error = refusal(call, knows)
    return error === undefined ? written(call) : failure(200, { error })
  }

  function written(call: Call): Answer {
    if (call.path === UPDATE) return update(call, received)
    return isTooOften(messageOf(call.body)) ? failure(429, {}) : post(call, received)
  }

  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      if (call.path.startsWith('/actions/')) return responded(call, received)
      const error = intruder(call, token)
      return error === undefined ? answered(call) : failure(200, { error })
    },
  })
}

/** Counts the messages of each conversation by the second. */
function countingPosts(most = Number.POSITIVE_INFINITY) {
  let counted = { second: 0, posts: new Map<string, number>() }
  return ({ channel }: SlackMessage): boolean => {
    const second = Math.floor(Date.now() / 1_000)
    if (counted.second !== second) counted = { second, posts: new Map() }
    const posts = (counted.posts.get(channel) ?? 0) + 1
    counted.posts.set(channel, posts)
    return posts > most
  }
}

const POST = '/api/chat.postMessage'
const UPDATE = '/api/chat.update'

function post(call: Call, { messages, stamps }: SlackReceived): Answer {
  const message = messageOf(call.body)
  const nth = String(messages.push(message)).padStart(6, '0')
  const ts = `${Math.floor(Date.now() / 1_000)}.${nth}`
  stamps.push(ts)
  return { status: 200, body: posted(message, ts) }
}

/** Only what was posted can be changed, in the conversation where it stands. */
function update(call: Call, { messages, stamps, updates }: SlackReceived): Answer {
  const message = messageOf(call.body)
  const { ts = '' } = (call.body ?? {}) as { ts?: string }
  const before = messages[stamps.indexOf(ts)]
  if (before === undefined || conversationOf(before.channel) !== message.channel) {
    return failure(200, { error: 'message_not_found' })
  }
  updates.push({ ...message, ts })
  return { status: 200, body: { ok: true, channel: message.channel, ts, text: message.text } }
}

/** `response_url` needs no token: whoever has the address may answer. */
function responded(call: Call, { responses }: SlackReceived): Answer {
  const { text } = (call.body ?? {}) as { text?: unknown }
  if (call.method !== 'POST' || typeof text !== 'string') return { status: 400 }
  responses.push({ path: call.path, text })
  return { status: 200 }
}

function posted({ channel, text, blocks }: SlackMessage, ts: string) {
  const message = { type: 'message', subtype: 'bot_message', bot_id: 'B0SANDBOX', text, blocks, ts }
  return { ok: true, channel: conversationOf(channel), ts, message }
}

function failure(status: number, { error, retryAfterSeconds }: Behaviour): Answer {
  if (status === 429) {
    const headers = { 'retry-after': String(retryAfterSeconds ?? 1) }
    return { status, headers, body: { ok: false, error: 'ratelimited' } }
  }
  return { status, body: { ok: false, error: error ?? 'internal_error' } }
}

const ARGUMENTS = /^application\/(json|x-www-form-urlencoded)/

function intruder(call: Call, token: string) {
  const authorization = call.header('authorization')
  if (authorization === undefined) return 'not_authed'
  return authorization === `Bearer ${token}` ? undefined : 'invalid_auth'
}

function refusal(call: Call, knows: (id: string) => boolean) {
  if (call.path !== POST && call.path !== UPDATE) return 'unknown_method'
  if (!ARGUMENTS.test(call.header('content-type') ?? '')) return 'invalid_post_type'
  if (!Array.isArray(argumentsOf(call.body).blocks)) return 'invalid_blocks_format'
  return call.path === UPDATE
    ? faultOfText(messageOf(call.body))
    : fault(messageOf(call.body), knows)
}

function fault(message: SlackMessage, knows: (id: string) => boolean): string | undefined {
  return knows(message.channel) ? faultOfText(message) : 'channel_not_found'
}

function faultOfText(message: SlackMessage): string | undefined {
  if (message.text === '') return 'no_text'
  if (message.blocks.length > 50 || message.blocks.some(tooLong)) return 'invalid_blocks'
  return undefined
}

/** A section's text may have 3,000 characters. */
function tooLong(block: unknown): boolean {
  const { text } = block as { text?: { text?: string } }
  return (text?.text?.length ?? 0) > 3_000
}

function messageOf(body: unknown): SlackMessage {
  return argumentsOf(body) as SlackMessage
}

/** A form holds text only: what has parts comes in it as JSON. */
function argumentsOf(body: unknown) {
  const { channel = '', text = '', blocks = [], metadata } = (body ?? {}) as Record<string, unknown>
  return { channel, text, blocks: decoded(blocks), metadata: decoded(metadata) }
}

const decoded = (value: unknown) => (typeof value === 'string' ? parsed(value) : value)
