import type { AlertState } from '../../domain/alert.ts'
import type { SendResult } from '../../domain/delivery-schedule.ts'
import { Refused, Unavailable } from '../../domain/failure.ts'
import { type Secret, secret } from '../../domain/secret.ts'
import { webhookHeaders } from '../../domain/sign-webhook.ts'
import { type AnswerLinks, linksOfItems } from '../../ports/answer-links.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventSender } from '../../ports/event-sender.ts'
import type { Notification, Notifier } from '../../ports/notifier.ts'
import { type Guarded, vendorGuard } from '../vendor/vendor-guard.ts'

/** Calls at once. */
export const WEBHOOK_AT_ONCE = 20

export type WebhookSettings = {
  readonly url: string
  /** In the notation of Standard Webhooks: `whsec_` and Base64. */
  readonly secret: string
  readonly sender: EventSender
  readonly links: AnswerLinks
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

type Sent = Pick<WebhookSettings, 'url' | 'sender'> & { readonly secrets: readonly Secret[] }

/**
 * Tells a receiver of the company's own, such as a pager or a phone system, with the words of the alert,
 * whom it is for and links that answer it; signed as events are (Standard Webhooks). The id is the
 * notification's for every attempt, so a receiver can drop repeats; a second message under the id with
 * `.settled` says how the offer ended.
 *
 * Rejects as `vendorGuard` does under `alert-webhook-`, and as `resultFailure` says. Making it refuses
 * with `alert-webhook-secret-invalid`.
 */
export function webhookNotifier(settings: WebhookSettings): Notifier & Guarded {
  const { timeLimitMs = 4_000, clock = () => new Date(), links } = settings
  const sent: Sent = { ...settings, secrets: [checkedSecret(settings.secret)] }
  const guard = vendorGuard({ vendor: 'alert-webhook', timeLimitMs, concurrency: WEBHOOK_AT_ONCE })
  const tell = (id: string, message: object) =>
    guard.run('writes', (signal) =>
      post(sent, { id, body: JSON.stringify(message), at: clock() }, signal),
    )

  return {
    channel: 'webhook',
    circuit: guard.circuit,
    reaches: () => true,
    async send(notification) {
      const answers = await links(notification)
      const content = alertContent(notification, answers, await linksOfItems(notification, links))
      await tell(notification.id, { type: 'alert.sent', ...content })
      return { providerId: notification.id }
    },
    async update({ id, leadId, assignmentId, items = [] }, { outcome, by, at }: AlertState) {
      for (const { settled, ...item } of items) {
        if (settled === undefined) continue
        const told = { leadId: item.leadId, assignmentId: item.assignmentId, ...settled }
        await tell(`${id}.${item.assignmentId}.settled`, {
          type: 'alert.settled',
          alertId: id,
          ...told,
        })
      }
      if (items.length > 0) return
      const ended = { alertId: id, leadId, assignmentId, outcome, by, at }
      await tell(`${id}.settled`, { type: 'alert.settled', ...ended })
    },
  }
}

function checkedSecret(text: string): Secret {
  if (/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text)) return secret(text)
  throw new Refused(
    'alert-webhook-secret-invalid',
    'The secret of the webhook channel must be whsec_ and 24 to 64 bytes in Base64',
  )
}

function contentOf(notification: Notification) {
  const { id, leadId, assignmentId, kind, priority, title, lines, url, acknowledgeBy } =
    notification
  const { repId, name, email, phone, teamId, timeZone, locale } = notification.recipient
  const recipient = { repId, name, email, phone, teamId, timeZone, locale }
  return {
    alertId: id,
    leadId,
    assignmentId,
    kind,
    priority,
    title,
    lines,
    url,
    acknowledgeBy,
    recipient,
  }
}

type Links = Awaited<ReturnType<AnswerLinks>>

/** What the receiver gets of an alert, with its links; of a digest those of each lead. */
export function alertContent(
  notification: Notification,
  answers: Links,
  ofItems: readonly Links[],
) {
  const items = itemsOf(notification, ofItems)
  return { ...contentOf(notification), answers, ...(items && { items }) }
}

/** The leads of a digest, each with links that answer it. */
const itemsOf = ({ items }: Notification, links: readonly Links[]) =>
  items?.map(({ leadId, assignmentId, text, url }, place) => ({
    ...{ leadId, assignmentId, text, url, answers: links[place] ?? {} },
  }))

type Message = { readonly id: string; readonly body: string; readonly at: Date }

async function post({ url, sender, secrets }: Sent, message: Message, signal: AbortSignal) {
  const headers = { 'content-type': 'application/json', ...webhookHeaders(message, secrets) }
  const failure = resultFailure(await sender.send({ url, headers, body: message.body }, signal))
  if (failure !== undefined) throw failure
}

/** What the receiver's answer means to us, if it did not take the message. */
function resultFailure(result: SendResult): Refused | Unavailable | undefined {
  if (result.outcome === 'accepted') return undefined
  if (result.outcome === 'gone') {
    return new Refused('alert-webhook-gone', 'The receiver answered 410: it wants no more alerts')
  }
  const { failure, status = 0, notBefore } = result
  if (failure === 'answered-with-error') return answerFailure(status, notBefore)
  return connectionFailure(failure)
}

function answerFailure(status: number, notBefore: Date | undefined): Refused | Unavailable {
  const message = `The receiver answered ${status}`
  if (status === 401 || status === 403) return new Refused('alert-webhook-denied', message)
  if (status === 429) {
    const wait = notBefore ?? new Date(Date.now() + 1_000)
    return new Unavailable('alert-webhook-rate-limited', message, { notBefore: wait })
  }
  if (status >= 500 || status === 408) {
    const options = { mayHaveHappened: true, ...(notBefore === undefined ? {} : { notBefore }) }
    return new Unavailable('alert-webhook-failed', message, options)
  }
  return new Refused('alert-webhook-rejected', message)
}

function connectionFailure(failure: string): Refused | Unavailable {
  if (failure === 'redirected') {
    return new Refused('alert-webhook-rejected', 'The receiver answered with a redirect')
  }
  if (failure === 'address-not-allowed') {
    return new Refused('alert-webhook-address-invalid', 'The address is beyond STL_EVENTS_REACH')
  }
  if (failure === 'unreachable') {
    return new Unavailable('alert-webhook-unreachable', 'The receiver cannot be reached')
  }
  return new Unavailable('alert-webhook-broken-off', `The connection ended: ${failure}`, {
    mayHaveHappened: true,
  })
}
