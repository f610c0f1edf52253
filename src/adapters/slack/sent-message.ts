import * as z from 'zod'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'

/** Our clock and Slack's may differ by so much, in milliseconds. */
const CLOCKS_APART_MS = 30_000
/** As many as Slack gives whoever asks for no number; few alerts come to one conversation within minutes. */
const MOST_MESSAGES = 100

const Opened = z.object({ ok: z.literal(true), channel: z.object({ id: z.string() }) })

const History = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_payload: z.object({ notification_id: z.string().optional() }).optional() })
        .optional(),
    }),
  ),
})

/**
 * The conversation and time stamp of the message about an alert that was posted to a member or channel
 * since then, found by the alert's id in its metadata; undefined when there is none among the latest.
 * Needs the scope `im:write` to find the conversation with a member, and `im:history`, `channels:history`
 * or `groups:history` to read it (docs.slack.dev/reference/methods/conversations.history). Rejects as
 * `slackApi` does.
 */
export async function sentMessage(
  api: VendorApi,
  { address, alertId }: { readonly address: string; readonly alertId: string },
  since: Date,
): Promise<{ readonly channel: string; readonly ts: string } | undefined> {
  const channel = await conversationWith(api, address)
  const reply = await api.call({
    method: 'GET',
    path: '/api/conversations.history',
    query: {
      ...{ channel, include_all_metadata: 'true', limit: `${MOST_MESSAGES}` },
      oldest: `${(since.getTime() - CLOCKS_APART_MS) / 1_000}`,
    },
    effect: 'reads',
  })
  const { messages } = readBody('slack', History, reply, 'reads')
  const found = messages.find(
    ({ metadata }) => metadata?.event_payload?.notification_id === alertId,
  )
  return found && { channel, ts: found.ts }
}

/** Messages are posted to members by their id, but read by that of the conversation with them. */
async function conversationWith(api: VendorApi, address: string): Promise<string> {
  if (!/^[UW]/.test(address)) return address
  const path = '/api/conversations.open'
  const reply = await api.call({ method: 'POST', path, body: { users: address }, effect: 'reads' })
  return readBody('slack', Opened, reply, 'reads').channel.id
}
