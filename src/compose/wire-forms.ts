import { slackMessage } from '../adapters/slack/slack-message.ts'
import { alertMail } from '../adapters/smtp/alert-mail.ts'
import { adaptiveCard } from '../adapters/teams/adaptive-card.ts'
import { textMessage } from '../adapters/twilio/notifier.ts'
import { shownIn } from '../adapters/web-push/notifier.ts'
import { alertContent } from '../adapters/webhook/notifier.ts'
import type { WordedChannel } from '../domain/documents/templates.ts'
import type { Notification } from '../ports/notifier.ts'
import type { Platform } from './platform.ts'

/** Stands in no part of a mail that is shown. */
const FROM = 'leads@example.com'

/**
 * What each channel makes of an alert, without sending it and without the channel being configured. Its
 * links lead nowhere, since whoever has a link that works acts as the rep.
 */
export function wireForms({
  config,
}: Pick<Platform, 'config'>): Readonly<
  Record<WordedChannel, (notification: Notification) => unknown>
> {
  const answers = ({ actions }: Pick<Notification, 'actions'>) =>
    Object.fromEntries(actions.map((action) => [action, `${config.publicUrl}/a/${action}`]))
  const ofItems = ({ items = [] }: Notification) => items.map(answers)
  return {
    'in-app': ({ title, lines }) => ({ title, lines }),
    email: (it) => {
      const { subject, text, html } = alertMail(FROM, it, answers(it), ofItems(it))
      return { subject, text, html }
    },
    slack: (it) => slackMessage(it.recipient.slackUserId ?? 'U00000000', it),
    sms: textMessage,
    teams: (it) => adaptiveCard(it, answers(it), ofItems(it)),
    push: (it) => ({ ...shownIn(it), answers: answers(it) }),
    webhook: (it) => ({ type: 'alert.sent', ...alertContent(it, answers(it), ofItems(it)) }),
  }
}
