import { linkWords } from '../../domain/alert-words/link-words.ts'
import type { LocaleWords } from '../../domain/alert-words/locale-words.ts'
import { wordsOf } from '../../domain/alert-words/words-of.ts'
import type { LinksOfAlert } from '../../ports/answer-links.ts'
import type { Notification } from '../../ports/notifier.ts'

/**
 * The mail for one alert, as text and as HTML that says the same. All mails about one lead are one
 * thread, and rules of a mailbox can tell them by their `List-Id`.
 */
export function alertMail(
  from: string,
  notification: Notification,
  answers: LinksOfAlert = {},
  answersOfItems: readonly LinksOfAlert[] = [],
) {
  const { id, leadId, recipient, title, url, items } = notification
  const words = wordsOf(recipient.locale)
  const thread = `<${items === undefined ? `lead-${leadId}` : `digest-${id}`}@${domainOf(from)}>`
  const parts =
    items === undefined
      ? [{ lines: notification.lines, links: linksOf(url, answers, words) }]
      : items.map((item, place) => ({
          lines: item.text.split('\n'),
          links: linksOf(item.url, answersOfItems[place] ?? {}, words),
        }))
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
    text: [title, ...parts.map(partAsText), ''].join('\n\n').trimStart(),
    html: [`<p><strong>${escapedHtml(title)}</strong></p>`, ...parts.map(partAsHtml)].join('\n'),
  }
}

type Part = { readonly lines: readonly string[]; readonly links: readonly Link[] }
type Link = readonly [words: string, to: string]

const partAsText = ({ lines, links }: Part) =>
  [...lines, '', ...links.map(([words, to]) => `${words}: ${to}`)].join('\n')

const partAsHtml = ({ lines, links }: Part) =>
  `<p>${lines.map(escapedHtml).join('<br>\n')}</p>\n<p>${links.map(link).join(' &nbsp; ')}</p>`

const linksOf = (url: string, answers: LinksOfAlert, words: LocaleWords): readonly Link[] => [
  ...answerLinks(answers, words),
  [words.open, url],
]

const answerLinks = (answers: LinksOfAlert, words: LocaleWords) =>
  linkWords(words).flatMap(([action, said]) => {
    const to = answers[action]
    return to === undefined ? [] : [[said, to] as const]
  })

const link = ([words, to]: Link) => `<a href="${escapedHtml(to)}">${escapedHtml(words)}</a>`

/** Text that HTML shows as it is, also inside a quoted attribute. */
export const escapedHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const domainOf = (from: string) => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
