import type { AlertAction } from '../../domain/alert.ts'
import type { Notification } from '../../ports/notifier.ts'

type Links = Readonly<Partial<Record<AlertAction, string>>>

/**
 * The mail for one alert, as text and as HTML that says the same. All mails about one lead are one
 * thread, and rules of a mailbox can tell them by their `List-Id`.
 */
export function alertMail(from: string, notification: Notification, answers: Links = {}) {
  const { id, leadId, recipient, title, lines, url } = notification
  const links = [...answerLinks(answers), ['Open the lead', url] as const]
  const thread = `<lead-${leadId}@${domainOf(from)}>`
  return {
    from,
    to: { name: recipient.name, address: recipient.email },
    // What a stranger typed stands in it: a line break would begin a header of their own.
    subject: title.replace(/\s+/g, ' '),
    messageId: `<${id}@${domainOf(from)}>`,
    // Of no mail that was ever sent: what all mails of one lead have in common.
    references: thread,
    inReplyTo: thread,
    list: { id: { comment: 'Lead alerts', url: `lead-alerts.${domainOf(from)}` } },
    ...(notification.priority === 'normal' || notification.priority === 'low'
      ? {}
      : { priority: 'high' as const }),
    headers: {
      // Keeps holiday notices from answering (RFC 3834, section 5); Exchange heeds its own header.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    text: [title, '', ...lines, '', ...links.map(([words, to]) => `${words}: ${to}`), ''].join(
      '\n',
    ),
    html: [
      `<p><strong>${escapedHtml(title)}</strong></p>`,
      `<p>${lines.map(escapedHtml).join('<br>\n')}</p>`,
      `<p>${links.map(link).join(' &nbsp; ')}</p>`,
    ].join('\n'),
  }
}

const WORDS: Readonly<Record<AlertAction, string>> = {
  accept: 'Take the lead',
  decline: 'Pass it on',
  snooze: 'Give me more time',
}

const answerLinks = (answers: Links) =>
  (Object.keys(WORDS) as AlertAction[]).flatMap((action) => {
    const to = answers[action]
    return to === undefined ? [] : [[WORDS[action], to] as const]
  })

const link = ([words, to]: readonly [string, string]) =>
  `<a href="${escapedHtml(to)}">${escapedHtml(words)}</a>`

/** Text that HTML shows as it is, also inside a quoted attribute. */
export const escapedHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const domainOf = (from: string) => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
