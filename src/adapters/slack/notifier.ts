import * as z from 'zod'
import type { AlertState } from '../../domain/alert.ts'
import { Refused } from '../../domain/failure.ts'
import type { AnswerLinks } from '../../ports/answer-links.ts'
import type {
  Notification,
  NotificationReceipt,
  Notifier,
  Recipient,
} from '../../ports/notifier.ts'
import { readBody } from '../vendor/vendor-api.ts'
import type { Guarded } from '../vendor/vendor-guard.ts'
import { sentMessage } from './sent-message.ts'
import { type SlackSettings, slackApi } from './slack-api.ts'
import { settledMessage, slackMessage } from './slack-message.ts'

type Settings = SlackSettings & {
  /** Whether Slack tells us of pressed buttons; else messages only link to the lead. */
  readonly takesAnswers?: boolean
  /** By team id: the channel where its reps are told, by name, in place of directly. */
  readonly teamChannels?: Readonly<Record<string, string>>
  /** By which a rep calls the person; answers are buttons of Slack's own. */
  readonly links?: AnswerLinks
}

/**
 * Sends messages with Slack's `chat.postMessage`, to a member's user id or to a channel, with a button
 * for each answer, and changes them with `chat.update` when the offer is over. Slack has no key that
 * tells repeats apart; the notification's id is kept in the message's metadata, by which a message whose
 * posting ended uncertainly is found.
 *
 * Rejects as `slackApi` does.
 */
export function slackNotifier(settings: Settings): Notifier & Guarded {
  const api = slackApi(settings)
  const { takesAnswers = false, teamChannels = {} } = settings
  const callLink = async (notification: Notification) =>
    (await settings.links?.({ ...notification, actions: [] })) ?? {}
  const addressOf = ({ teamId = '', slackUserId, isTeam, slackChannel }: Recipient) =>
    isTeam ? slackChannel : (teamChannels[teamId] ?? slackUserId)

  const withoutDeadButtons = (notification: Notification): Notification =>
    takesAnswers ? notification : withoutActions(notification)
  return {
    channel: 'slack',
    circuit: api.circuit,
    reaches: (recipient) => addressOf(recipient) !== undefined,
    // About one message a second in each conversation, besides a limit of the workspace's
    // (docs.slack.dev/apis/web-api/rate-limits).
    lane: addressOf,
    async send(notification) {
      const reply = await api.call({
        method: 'POST',
        path: '/api/chat.postMessage',
        body: slackMessage(
          writable(addressOf(notification.recipient)),
          withoutDeadButtons(notification),
          await callLink(notification),
        ),
        effect: 'writes',
      })
      return receiptOf(readBody('slack', PostedMessage, reply, 'writes'))
    },
    async find({ id: alertId, recipient }, since) {
      const address = writable(addressOf(recipient))
      const found = await sentMessage(api, { address, alertId }, since)
      return found && receiptOf(found)
    },
    async update(sent: Notification & NotificationReceipt, state: AlertState) {
      const [channel = '', ts = ''] = sent.providerId.split(':')
      const body = {
        channel,
        ts,
        ...settledMessage({ ...sent, ...withoutDeadButtons(sent) }, state, await callLink(sent)),
      }
      try {
        await api.call({ method: 'POST', path: '/api/chat.update', body, effect: 'writes' })
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'slack-message-gone') throw error
      }
    },
  }
}

function withoutActions({ items, ...notification }: Notification): Notification {
  const deaf = items?.map((item) => ({ ...item, actions: [] }))
  return { ...notification, actions: [], ...(deaf && { items: deaf }) }
}

/** Channel and time stamp together are the message's only identity. */
const PostedMessage = z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() })

const receiptOf = ({ channel, ts }: { readonly channel: string; readonly ts: string }) => ({
  providerId: `${channel}:${ts}`,
})

function writable(address: string | undefined): string {
  if (address !== undefined) return address
  throw new Refused('slack-recipient-unknown', 'The rep has no Slack user id')
}
