import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { ALERT_ACTIONS, type AlertAction } from '../../domain/alert.ts'
import { Refused } from '../../domain/failure.ts'
import type { AssignmentId, LeadId } from '../../domain/ids.ts'
import { parsedJson } from '../../domain/parsed-json.ts'
import type { Callback, CallbackRequest, ChannelCallbacks } from '../../ports/channel-callbacks.ts'
import type { Log } from '../../ports/log.ts'
import { httpFailure } from '../vendor/http-failure.ts'
import { type VendorApi, vendorApi } from '../vendor/vendor-api.ts'
import { ANSWER_ID } from './slack-message.ts'

type Settings = {
  readonly signingSecret: string
  /** Where words back to the person may be sent; Slack names an address below it. */
  readonly responseBaseUrl: string
  readonly log: Log
}

/** Older or newer ones may be replayed ones (docs.slack.dev, verifying requests). */
const WINDOW_S = 300
/** Slack shows an error to whoever pressed when it is not answered within three seconds. */
const REPLY_LIMIT_MS = 1_500

/** Buttons that were pressed in Slack, which signs what it tells with the app's signing secret. */
export function slackCallbacks({
  signingSecret,
  responseBaseUrl,
  log,
}: Settings): ChannelCallbacks {
  const words = responses(responseBaseUrl)
  return {
    read(request) {
      if (!isAuthentic(request, signingSecret)) {
        throw new Refused('callback-not-authentic', 'Slack did not sign this, or not just now')
      }
      return readPayload(request.bytes)
    },
    async reply(callback, said) {
      const to = callback.kind === 'answer' ? callback.replyTo : undefined
      if (said !== undefined && to?.startsWith(`${responseBaseUrl}/`) === true) {
        const body = { response_type: 'ephemeral', replace_original: false, text: said }
        const path = to.slice(responseBaseUrl.length)
        const sending = words.call({ method: 'POST', path, body, effect: 'writes' })
        // The answer counts already, and the message itself will show it: this is courtesy.
        await sending.catch((error) => log.warn({ code: error.code }, 'Slack took no reply'))
      }
      return { status: 200, headers: {}, body: '' }
    },
  }
}

function responses(baseUrl: string): VendorApi {
  const usual = { vendor: 'slack', effect: 'writes', defaultWaitMs: 1_000 } as const
  return vendorApi({
    ...{ vendor: 'slack', baseUrl, timeLimitMs: REPLY_LIMIT_MS, concurrency: 20, headers: {} },
    failureOf: (reply) => httpFailure(reply, { ...usual, now: new Date() }),
  })
}

/** `v0=` and the HMAC of version, time and body, in hexadecimal. */
function isAuthentic({ headers, bytes, at }: CallbackRequest, secret: string): boolean {
  const timestamp = headers['x-slack-request-timestamp'] ?? ''
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(at.getTime() / 1_000 - Number(timestamp)) > WINDOW_S) return false
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')
  const expected = Buffer.from(`v0=${mac}`)
  const given = Buffer.from(headers['x-slack-signature'] ?? '')
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** What we read of `block_actions`; the rest is Slack's to change. */
const Payload = z.object({
  type: z.string(),
  user: z.object({ id: z.string() }),
  message: z.object({ ts: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional() }).optional(),
  response_url: z.string().optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string().optional(),
        value: z.string().optional(),
      }),
    )
    .default([]),
})

function readPayload(bytes: Uint8Array): Callback {
  const fields = new URLSearchParams(Buffer.from(bytes).toString())
  const payload = Payload.safeParse(parsedJson(fields.get('payload') ?? ''))
  if (!payload.success) throw new Refused('callback-unreadable', 'Slack signed an unknown form')
  const { user, message, container, response_url: replyTo, actions } = payload.data
  const [pressed] = actions
  const action = answerIn(pressed?.action_id)
  const offer = /^([0-9a-f-]{36}) ([0-9a-f-]{36})$/.exec(pressed?.value ?? '')
  // Buttons with an address are told as well, and so are things of other versions of the app.
  if (action === undefined || offer === null) return { kind: 'nothing' }
  const ts = message?.ts ?? container?.message_ts ?? ''
  return {
    kind: 'answer',
    key: `${user.id}:${pressed?.action_ts ?? ''}:${ts}:${action}`,
    from: { slackUserId: user.id },
    action,
    offer: { leadId: offer[1] as LeadId, assignmentId: offer[2] as AssignmentId },
    ...(replyTo === undefined ? {} : { replyTo }),
  }
}

const answerIn = (id: string | undefined): AlertAction | undefined =>
  ALERT_ACTIONS.find((action) => id === `${ANSWER_ID}${action}`)
