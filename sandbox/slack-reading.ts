import type { Answer, Call } from './http-sandbox.ts'
import type { SlackReceived } from './slack-sandbox.ts'

/** A message to a member stands in a conversation with them. */
export const conversationOf = (channel: string) => channel.replace(/^[UW]/, 'D')

/** Slack's `conversations.open` and `conversations.history`; undefined for other methods. */
export const slackReading = (call: Call, received: SlackReceived): Answer | undefined =>
  READING[call.path]?.(call, received)

const READING: Readonly<Record<string, (call: Call, received: SlackReceived) => Answer>> = {
  '/api/conversations.open': open,
  '/api/conversations.history': history,
}

function open({ body }: Call): Answer {
  const { users = '' } = (body ?? {}) as { users?: string }
  return { status: 200, body: { ok: true, channel: { id: conversationOf(users) } } }
}

/** The newest first; with what only programs see where that is asked for. */
function history({ query, body }: Call, { messages, stamps }: SlackReceived): Answer {
  const given = { ...Object.fromEntries(query), ...((body ?? {}) as Record<string, unknown>) }
  const { channel, oldest = 0, limit = 100, include_all_metadata: withMetadata = false } = given
  const found = messages
    .map((message, index) => ({ message, ts: stamps[index] ?? '' }))
    .filter(({ message, ts }) => {
      return conversationOf(message.channel) === channel && Number(ts) > Number(oldest)
    })
    .reverse()
  const shown = found.slice(0, Number(limit)).map(({ message: { text, metadata }, ts }) => ({
    ...{ type: 'message', subtype: 'bot_message', bot_id: 'B0SANDBOX', text, ts },
    ...(String(withMetadata) === 'true' ? { metadata } : {}),
  }))
  return { status: 200, body: { ok: true, messages: shown, has_more: found.length > shown.length } }
}
