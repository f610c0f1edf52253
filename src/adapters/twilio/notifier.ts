import * as z from 'zod'
import { builtIn } from '../../domain/alert-words/built-in.ts'
import { wordsOf } from '../../domain/alert-words/words-of.ts'
import { Refused } from '../../domain/failure.ts'
import { offerCode } from '../../domain/offer-code.ts'
import { phoneDigits } from '../../domain/phone-digits.ts'
import { smsPart, smsText } from '../../domain/sms-text.ts'
import { filledTemplate } from '../../domain/template.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DigestItem, Notification, Notifier } from '../../ports/notifier.ts'
import type { OptOuts } from '../../ports/opt-outs.ts'
import { readBody, vendorApi } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { sentText } from './sent-text.ts'
import { twilioFailure } from './twilio-failure.ts'

export type TwilioSettings = {
  readonly accountSid: string
  readonly authToken: string
  /** A number of ours, or the id of a messaging service (`MG...`), which picks one. */
  readonly from: string
  readonly baseUrl: string
  /** Where Twilio tells what became of a message, and sends replies. */
  readonly callbackUrl: string
  readonly optOuts: OptOuts
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

/** The channel's name, under which opt-outs are kept. */
export const SMS = 'sms'
/** Calls at once; Twilio limits them by account, and answers 20429 beyond. */
export const TWILIO_AT_ONCE = 20
/** Without a time to answer by, a message that is stuck for an hour need not arrive. */
const USUAL_VALIDITY_S = 3_600
/** Twilio's bounds (twilio.com/docs/messaging/api/message-resource). */
const VALIDITY_S = { least: 60, most: 36_000 }

/**
 * Sends text messages by Twilio: who it is and how to answer, never what they wrote. Twilio has no key
 * that tells repeats apart; one whose sending ended uncertainly is found by the code of the offer or the address
 * of the lead at its end, a digest by the codes of its leads. Nothing is sent to a
 * number that asked for no more messages, neither when it told us nor when it told Twilio.
 *
 * Rejects as `twilioFailure` and `vendorApi` do, under `twilio-`.
 */
export function twilioNotifier(settings: TwilioSettings): Notifier & Guarded {
  const { accountSid, authToken, from, optOuts, clock = () => new Date() } = settings
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  const api = vendorApi({
    vendor: 'twilio',
    baseUrl: settings.baseUrl,
    timeLimitMs: settings.timeLimitMs ?? 4_000,
    concurrency: TWILIO_AT_ONCE,
    headers: { authorization: `Basic ${credentials}` },
    failureOf: (reply, effect) => twilioFailure(reply, effect, clock()),
  })
  const path = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`

  return {
    channel: SMS,
    circuit: api.circuit,
    reaches: ({ phone }) => phone !== undefined,
    async send(notification) {
      const to = numberOf(notification)
      if ((await optOuts.since(SMS, to)) !== undefined) {
        throw new Refused('twilio-opted-out', 'The rep asked for no more text messages')
      }
      const form = formOf(to, notification, settings, clock())
      const sending = api.call({ method: 'POST', path, form, effect: 'writes' })
      const reply = await sending.catch((error) => remembered(error, to, optOuts, clock()))
      return { providerId: readBody('twilio', CreatedMessage, reply, 'writes').sid }
    },
    find(notification, since) {
      const isOf = (body: string) => isTextOf(notification, body)
      return sentText({ api, path, from }, { to: numberOf(notification), isOf, since })
    },
  }
}

const CreatedMessage = z.object({ sid: z.string().min(1) })

function numberOf({ recipient: { phone } }: Notification): string {
  if (phone !== undefined) return phoneDigits(phone)
  throw new Refused('twilio-number-invalid', 'The rep has no phone number')
}

/** Twilio keeps opt-outs of its own; the next alert need not ask it to find out. */
async function remembered(error: unknown, to: string, optOuts: OptOuts, at: Date): Promise<never> {
  if (error instanceof Refused && error.code === 'twilio-opted-out') await optOuts.add(SMS, to, at)
  throw error
}

function formOf(to: string, notification: Notification, settings: TwilioSettings, now: Date) {
  const { from, callbackUrl } = settings
  return {
    To: to,
    ...(from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from }),
    Body: textMessage(notification).text,
    StatusCallback: `${callbackUrl}?alert=${notification.id}`,
    ValidityPeriod: String(validitySeconds(notification, now)),
  }
}

/** The text message for an alert, and how many segments it takes. */
export const textMessage = (notification: Notification) =>
  smsText(toldIn(notification), endOf(notification))

/** Of a digest each lead is named with the code that answers it, as far as there is room. */
function toldIn({ title, items = [] }: Notification): string {
  const told = items.map(itemIn)
  return told.length === 0 ? title : `${title}. ${told.join('; ')}`
}

const itemIn = ({ text, actions, assignmentId }: DigestItem) =>
  actions.length === 0 ? text : `${codeIn(assignmentId)}${text}`

const codeIn = (assignmentId: string) => `${offerCode(assignmentId)} `

/**
 * Whether a text that was sent is that of an alert: its end names one offer or lead. That of a digest names
 * one of its leads, perhaps beside others that have been answered since.
 */
function isTextOf(notification: Notification, body: string): boolean {
  const { items } = notification
  if (items === undefined) return body.endsWith(smsPart(endOf(notification)))
  const [told = ''] = body.split('\n')
  const named = told.split(/\. |; /)
  return items.some(
    (item) =>
      named.includes(smsPart(item.text)) ||
      named.some((one) => one.startsWith(codeIn(item.assignmentId))),
  )
}

function endOf({ actions, assignmentId, url, recipient, items = [] }: Notification): string {
  const { both, accept, digest } = wordsOf(recipient.locale).reply
  if (items.some((item) => item.actions.length > 0)) return digest
  if (!actions.includes('accept')) return url
  const template = builtIn(actions.includes('decline') ? both : accept)
  return filledTemplate(template, { code: offerCode(assignmentId) }) ?? url
}

function validitySeconds({ acknowledgeBy }: Notification, now: Date): number {
  if (acknowledgeBy === undefined) return USUAL_VALIDITY_S
  const seconds = Math.ceil((acknowledgeBy.getTime() - now.getTime()) / 1_000)
  return Math.min(Math.max(seconds, VALIDITY_S.least), VALIDITY_S.most)
}
