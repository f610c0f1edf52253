import { inAppNotifier } from '../adapters/in-app/notifier.ts'
import { postgresOptOuts } from '../adapters/postgres/opt-outs.ts'
import { postgresPushSubscriptions } from '../adapters/postgres/push-subscriptions.ts'
import { slackNotifier } from '../adapters/slack/notifier.ts'
import { smtpNotifier } from '../adapters/smtp/notifier.ts'
import { teamsNotifier } from '../adapters/teams/notifier.ts'
import { twilioNotifier } from '../adapters/twilio/notifier.ts'
import { webPushNotifier } from '../adapters/web-push/notifier.ts'
import { webhookEventSender } from '../adapters/webhook/event-sender.ts'
import { webhookNotifier } from '../adapters/webhook/notifier.ts'
import type { ChannelsDocument } from '../domain/documents/settings.ts'
import type { Notifier } from '../ports/notifier.ts'
import { answerLinksOf } from './answer-links-of.ts'
import { configured } from './configured.ts'
import { type PushSubscribers, vapidKeysOf } from './push-of.ts'
import { restingNotifier } from './resting-notifier.ts'
import type { VendorParts } from './vendors.ts'

type Parts = VendorParts & { readonly pushSubscribers: PushSubscribers }

type Channel<Name extends keyof ChannelsDocument> = NonNullable<ChannelsDocument[Name]>

/** Makes one channel, or nothing where a secret of its own is missing. */
type Make<Name extends keyof ChannelsDocument> = (document: Channel<Name>, parts: Parts) => Notifier

/** How each channel of the document is made; in this order they are tried. */
const MAKERS: { readonly [Name in keyof Required<ChannelsDocument>]: Make<Name> } = {
  inApp: () => inAppNotifier(),
  email: ({ user, password, ...server }, parts) =>
    smtpNotifier({
      ...server,
      links: answerLinksOf('email', parts),
      ...(user === undefined ? {} : { user: reveal(user, parts) }),
      ...(password === undefined ? {} : { password: reveal(password, parts) }),
    }),
  slack: ({ token, signingSecret, teamChannels }, parts) =>
    restingNotifier(
      slackNotifier({
        token: reveal(token, parts),
        baseUrl: parts.config.slackBaseUrl,
        clock: parts.clock,
        takesAnswers: signingSecret !== undefined,
        ...(teamChannels === undefined ? {} : { teamChannels }),
      }),
      parts.clock,
    ),
  sms: ({ authToken, ...account }, parts) =>
    restingNotifier(
      twilioNotifier({
        ...account,
        authToken: reveal(authToken, parts),
        baseUrl: parts.config.twilioBaseUrl,
        callbackUrl: `${parts.config.publicUrl}/v1/channels/sms/callback`,
        optOuts: postgresOptOuts(parts.db),
        clock: parts.clock,
      }),
      parts.clock,
    ),
  teams: ({ workflow, workflows }, parts) =>
    teamsNotifier({
      links: answerLinksOf('teams', parts),
      ...(workflow === undefined ? {} : { workflow: reveal(workflow, parts) }),
      workflows: Object.fromEntries(
        Object.entries(workflows).map(([repId, address]) => [repId, reveal(address, parts)]),
      ),
    }),
  push: ({ contact }, parts) =>
    webPushNotifier({
      contact,
      keys: vapidKeysOf(parts),
      subscriptions: postgresPushSubscriptions(parts.db),
      subscribers: parts.pushSubscribers.known,
      links: answerLinksOf('push', parts),
    }),
  webhook: ({ url, secret }, parts) => {
    const { clock, config } = parts
    const sender = webhookEventSender({ reach: config.eventsReach, clock })
    const links = answerLinksOf('webhook', parts)
    return restingNotifier(
      webhookNotifier({ url, secret: reveal(secret, parts), sender, links }),
      clock,
    )
  },
}

/** The channels that the document configures; one whose secret is missing is named and left out. */
export function notifiersOf(channels: ChannelsDocument, parts: Parts): Notifier[] {
  const names = Object.keys(MAKERS) as (keyof ChannelsDocument)[]
  return names.flatMap((name) => made(name, channels, parts))
}

function made<Name extends keyof ChannelsDocument>(
  name: Name,
  channels: ChannelsDocument,
  parts: Parts,
): Notifier[] {
  const document = channels[name]
  if (document === undefined) return []
  return configured(name, parts, () => MAKERS[name](document as Channel<Name>, parts))
}

const reveal = (reference: string, { config }: VendorParts) => config.secret(reference).reveal()
