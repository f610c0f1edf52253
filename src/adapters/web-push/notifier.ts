import { createHash } from 'node:crypto'
import webPush from 'web-push'
import type { AlertState } from '../../domain/alert.ts'
import { settledWords } from '../../domain/alert-words/settled-words.ts'
import { wordsOf } from '../../domain/alert-words/words-of.ts'
import { Refused } from '../../domain/failure.ts'
import type { RepId } from '../../domain/ids.ts'
import type { AnswerLinks } from '../../ports/answer-links.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notification, Notifier } from '../../ports/notifier.ts'
import type { PushSubscription, PushSubscriptions } from '../../ports/push-subscriptions.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { pushServices } from './push-services.ts'
import type { VapidKeys } from './vapid-keys.ts'

export type WebPushSettings = {
  /** Who may be asked when we are a nuisance: `mailto:` or an https address (RFC 8292). */
  readonly contact: string
  readonly keys: () => Promise<VapidKeys>
  readonly subscriptions: PushSubscriptions
  /** Reps who have a browser, as was known a moment ago. */
  readonly subscribers: () => ReadonlySet<string>
  readonly links: AnswerLinks
  readonly timeLimitMs?: number
  readonly clock?: Clock
}

type Message = {
  readonly notification: Notification
  readonly payload: object
  readonly ttlSeconds: number
}

/** Without a time to answer by, an alert is old news after an hour. */
const USUAL_TTL_S = 3_600
/** The lock screen shows a few lines, and all push services take 3 KB. */
const MOST_LINES = 3
const LONGEST_LINE = 200

/**
 * Pushes to every browser in which the rep asked for it (RFC 8030, 8291, 8292). One that is gone is
 * forgotten. It is sent when one browser took it; what stays unsaid in it is what people wrote, since a
 * lock screen shows it to whoever passes by. A later message about the lead takes the place of an
 * earlier one, also when it says how the offer ended.
 *
 * Rejects as `vendorApi` and `pushFailure` do, under `web-push-`, and with `Refused`
 * (`web-push-no-browser`).
 */
export function webPushNotifier(settings: WebPushSettings): Notifier & Guarded {
  const { clock = () => new Date(), subscriptions, links } = settings
  const services = pushServices(settings)

  async function pushTo(browser: PushSubscription, message: Message): Promise<void> {
    try {
      await services.post(await requestFor(browser, message, settings))
    } catch (error) {
      const isGone = error instanceof Refused && error.code === 'web-push-no-browser'
      if (isGone) await subscriptions.remove(browser.id)
      throw error
    }
  }

  async function push(message: Message): Promise<void> {
    const { repId } = message.notification.recipient
    const browsers = await subscriptions.of(repId as RepId)
    const pushed = await Promise.allSettled(browsers.map((browser) => pushTo(browser, message)))
    if (pushed.some(({ status }) => status === 'fulfilled')) return
    const failures = pushed.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    throw (
      worthTelling(failures) ?? new Refused('web-push-no-browser', 'No browser of the rep is left')
    )
  }

  return {
    channel: 'push',
    circuit: services.circuit,
    reaches: ({ repId }) => settings.subscribers().has(repId),
    // Browsers of one rep belong to several services, which limit us each on its own.
    lane: () => undefined,
    async send(notification) {
      const payload = { ...shownIn(notification), answers: await links(notification) }
      await push({ notification, payload, ttlSeconds: ttlOf(notification, clock()) })
      return { providerId: notification.id }
    },
    async update(notification, state: AlertState) {
      // Nothing in it is pressed, and it may be gone from the screen by now.
      if (notification.items !== undefined) return
      const said = settledWords(state, notification.recipient)
      const payload = { ...shownIn(notification), lines: [said], answers: {}, quiet: true }
      await push({ notification, payload, ttlSeconds: USUAL_TTL_S })
    },
  }
}

/** A failure that passes comes before one that does not: another browser may yet take it. */
function worthTelling(failures: readonly unknown[]): unknown {
  return failures.find((failure) => !(failure instanceof Refused)) ?? failures[0]
}

/** What the page of a browser gets of an alert, without its links. */
export function shownIn({ id, leadId, title, lines, url, recipient, items }: Notification) {
  const shown = lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE))
  const { answers: buttons, said } = wordsOf(recipient.locale)
  // What comes later about one lead of a digest must not take the place of all of it.
  const place = items === undefined ? leadId : id
  return {
    ...{ id, leadId: place, title: title.slice(0, LONGEST_LINE), lines: shown, url, buttons },
    notCounted: said.notCounted,
  }
}

function ttlOf({ acknowledgeBy }: Notification, now: Date): number {
  if (acknowledgeBy === undefined) return USUAL_TTL_S
  return Math.max(Math.ceil((acknowledgeBy.getTime() - now.getTime()) / 1_000), 60)
}

async function requestFor(
  { endpoint, p256dh, auth }: PushSubscription,
  { notification, payload, ttlSeconds }: Message,
  { contact, keys }: WebPushSettings,
) {
  const { id, leadId, priority, items } = notification
  return webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(payload),
    {
      vapidDetails: { subject: contact, ...(await keys()) },
      TTL: ttlSeconds,
      urgency: priority === 'low' || priority === 'normal' ? 'normal' : 'high',
      // At most 32 letters of Base64url, the same for all messages about a lead.
      topic: createHash('sha256')
        .update(items === undefined ? leadId : id)
        .digest('base64url')
        .slice(0, 32),
    },
  )
}
