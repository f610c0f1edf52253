import { inAppNotifier } from '../adapters/in-app/notifier.ts'
import { postgresOptOuts } from '../adapters/postgres/opt-outs.ts'
import { postgresPushSubscriptions } from '../adapters/postgres/push-subscriptions.ts'
import { slackNotifier } from '../adapters/slack/notifier.ts'
import { SLACK_AT_ONCE } from '../adapters/slack/slack-api.ts'
import { SMTP_AT_ONCE, smtpNotifier } from '../adapters/smtp/notifier.ts'
import { TEAMS_AT_ONCE, teamsNotifier } from '../adapters/teams/notifier.ts'
import { TWILIO_AT_ONCE, twilioNotifier } from '../adapters/twilio/notifier.ts'
import { webPushNotifier } from '../adapters/web-push/notifier.ts'
import { PUSH_AT_ONCE } from '../adapters/web-push/push-services.ts'
import { webhookEventSender } from '../adapters/webhook/event-sender.ts'
import { WEBHOOK_AT_ONCE, webhookNotifier } from '../adapters/webhook/notifier.ts'
import type { ChannelsDocument } from '../domain/documents/settings.ts'
import type { Team } from '../domain/documents/teams.ts'
import type { Refused } from '../domain/failure.ts'
import type { Notifier } from '../ports/notifier.ts'
import { answerLinksOf } from './answer-links-of.ts'
import { configured } from './configured.ts'
import { lookingNotifier } from './looking-notifier.ts'
import { pacedNotifier } from './paced-notifier.ts'
import { type PushSubscribers, vapidKeysOf } from './push-of.ts'
import type { VendorParts } from './vendors.ts'

type Parts = VendorParts & {
  readonly pushSubscribers: PushSubscribers
  /** Is told of a channel that cannot be made. */
  readonly onMissing: (channel: string, failure: Refused) => void
  /** Which have channels of their own. */
  readonly teams: readonly Team[]
}

type Channel<Name extends keyof ChannelsDocument> = NonNullable<ChannelsDocument[Name]>

/** Makes one channel, or nothing where a secret of its own is missing. */
type Make<Name extends keyof ChannelsDocument> = (document: Channel<Name>, parts: Parts) => Notifier

/** How each channel of the document is made; in this order they are tried. */
const MAKERS: { readonly [Name in keyof Required<ChannelsDocument>]: Make<Name> } = {
  inApp: () => inAppNotifier(),
  email: ({ user, password, ...server }, parts) =>
    vendors(
      smtpNotifier({
        ...server,
        clock: parts.clock,
        links: answerLinksOf('email', parts),
        ...(user === undefined ? {} : { user: reveal(user, parts) }),
        ...(password === undefined ? {} : { password: reveal(password, parts) }),
      }),
      SMTP_AT_ONCE,
      parts,
    ),
  slack: ({ token, signingSecret, teamChannels }, parts) =>
    vendors(
      slackNotifier({
        token: reveal(token, parts),
        baseUrl: parts.config.slackBaseUrl,
        clock: parts.clock,
        takesAnswers: signingSecret !== undefined,
        links: answerLinksOf('slack', parts),
        ...(teamChannels === undefined ? {} : { teamChannels }),
      }),
      SLACK_AT_ONCE,
      parts,
    ),
  sms: ({ authToken, ...account }, parts) =>
    vendors(
      twilioNotifier({
        ...account,
        authToken: reveal(authToken, parts),
        baseUrl: parts.config.twilioBaseUrl,
        callbackUrl: `${parts.config.publicUrl}/v1/channels/sms/callback`,
        optOuts: postgresOptOuts(parts.db),
        clock: parts.clock,
      }),
      TWILIO_AT_ONCE,
      parts,
    ),
  teams: ({ workflow, workflows }, parts) =>
    vendors(
      teamsNotifier({
        links: answerLinksOf('teams', parts),
        clock: parts.clock,
        ...(workflow === undefined ? {} : { workflow: reveal(workflow, parts) }),
        workflows: Object.fromEntries(
          Object.entries(workflows).map(([repId, address]) => [repId, reveal(address, parts)]),
        ),
        teamWorkflows: Object.fromEntries(
          parts.teams.flatMap(({ id, teamsWorkflow }) =>
            teamsWorkflow === undefined ? [] : [[id, reveal(teamsWorkflow, parts)]],
          ),
        ),
      }),
      TEAMS_AT_ONCE,
      parts,
    ),
  push: ({ contact }, parts) =>
    vendors(
      webPushNotifier({
        contact,
        clock: parts.clock,
        keys: vapidKeysOf(parts),
        subscriptions: postgresPushSubscriptions(parts.db),
        subscribers: parts.pushSubscribers.known,
        links: answerLinksOf('push', parts),
      }),
      PUSH_AT_ONCE,
      parts,
    ),
  webhook: ({ url, secret }, parts) => {
    const { clock, config } = parts
    const sender = webhookEventSender({ reach: config.eventsReach, clock })
    const links = answerLinksOf('webhook', parts)
    const notifier = webhookNotifier({ url, secret: reveal(secret, parts), sender, links, clock })
    return vendors(notifier, WEBHOOK_AT_ONCE, parts)
  },
}

/** What all channels outside the product have in common. */
const vendors = (notifier: Notifier, atOnce: number, { clock, log }: VendorParts): Notifier =>
  lookingNotifier(pacedNotifier(notifier, { clock, atOnce }), log)

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
  return configured(
    name,
    parts,
    () => MAKERS[name](document as Channel<Name>, parts),
    (failure) => parts.onMissing(name, failure),
  )
}

const reveal = (reference: string, { config }: VendorParts) => config.secret(reference).reveal()
