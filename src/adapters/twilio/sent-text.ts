import * as z from 'zod'
import type { NotificationReceipt } from '../../ports/notifier.ts'
import { readBody, type VendorApi } from '../vendor/vendor-api.ts'

/** Our clock and Twilio's may differ by so much, and it tells whole seconds; in milliseconds. */
const CLOCKS_APART_MS = 30_000
/** A rep gets so many text messages in days. */
const LATEST = '50'

const Messages = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      body: z.string(),
      direction: z.string(),
      status: z.string(),
      /** As RFC 2822 writes it. */
      date_created: z.string(),
    }),
  ),
})

/** Of these nothing arrives any more. */
const GIVEN_UP = new Set(['failed', 'undelivered', 'canceled'])

type Account = { readonly api: VendorApi; readonly path: string; readonly from: string }

type Sought = {
  readonly to: string
  /** Whether a text is that of the message. */
  readonly isOf: (body: string) => boolean
  readonly since: Date
}

/**
 * The latest message that Twilio has taken for a number since then; undefined when there is none
 * (twilio.com/docs/messaging/api/message-resource, read multiple). It is not asked by `DateSent`:
 * one that still stands in its queue has none. Rejects as `twilioFailure` and `vendorApi` do.
 */
export async function sentText(
  { api, path, from }: Account,
  { to, isOf, since }: Sought,
): Promise<NotificationReceipt | undefined> {
  // A messaging service picks a number that we do not know.
  const sender = from.startsWith('MG') ? {} : { From: from }
  const query = { To: to, ...sender, PageSize: LATEST }
  const reply = await api.call({ method: 'GET', path, query, effect: 'reads' })
  const { messages } = readBody('twilio', Messages, reply, 'reads')
  const earliestMs = since.getTime() - CLOCKS_APART_MS
  const found = messages.find(
    ({ body, direction, status, date_created: created }) =>
      isOf(body) &&
      direction.startsWith('outbound') &&
      !GIVEN_UP.has(status) &&
      Date.parse(created) >= earliestMs,
  )
  return found && { providerId: found.sid }
}
