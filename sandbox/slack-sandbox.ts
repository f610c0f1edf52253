import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** One message as Slack was asked to post it. */
export type SlackMessage = {
  readonly channel: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly metadata: unknown
}

type SlackReceived = { calls: number; readonly messages: SlackMessage[] }

/** The bot token this workspace accepts unless told another. */
export const SANDBOX_SLACK_TOKEN = 'xoxb-sandbox'

/**
 * Slack's `chat.postMessage`, as docs.slack.dev describes it: errors come with HTTP 200 and
 * `ok: false`, except "too often", which is 429 with Retry-After. `users` are the ids of the
 * members; without it everyone with an id in Slack's form is one.
 */
export function slackSandbox(
  options: { port?: number; token?: string; users?: readonly string[] } = {},
): Promise<Sandbox<SlackReceived>> {
  const { token = SANDBOX_SLACK_TOKEN } = options
  const received: SlackReceived = { calls: 0, messages: [] }
  const knows = (id: string) => options.users?.includes(id) ?? /^[CDUW][A-Z0-9]{2,}$/.test(id)

  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const error = refusal(call, token, knows)
      if (error !== undefined) return failure(200, { error })

      const message = messageOf(call.body)
      received.messages.push(message)
      const ts = `1700000000.${String(received.messages.length).padStart(6, '0')}`
      return { status: 200, body: { ok: true, channel: `D${message.channel.slice(1)}`, ts } }
    },
  })
}

function failure(status: number, { error, retryAfterSeconds }: Behaviour): Answer {
  if (status === 429) {
    const headers = { 'retry-after': String(retryAfterSeconds ?? 1) }
    return { status, headers, body: { ok: false, error: 'ratelimited' } }
  }
  return { status, body: { ok: false, error: error ?? 'internal_error' } }
}

function refusal(call: Call, token: string, knows: (id: string) => boolean) {
  const authorization = call.header('authorization')
  if (call.path !== '/api/chat.postMessage') return 'unknown_method'
  if (authorization === undefined) return 'not_authed'
  if (authorization !== `Bearer ${token}`) return 'invalid_auth'
  if (!call.header('content-type')?.startsWith('application/json')) return 'invalid_post_type'
  return fault(messageOf(call.body), knows)
}

function fault(message: SlackMessage, knows: (id: string) => boolean): string | undefined {
  if (!knows(message.channel)) return 'channel_not_found'
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
  const { channel = '', text = '', blocks = [], metadata } = (body ?? {}) as Partial<SlackMessage>
  return { channel, text, blocks, metadata }
}
