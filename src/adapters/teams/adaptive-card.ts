import { linkWords } from '../../domain/alert-words/link-words.ts'
import type { LocaleWords } from '../../domain/alert-words/locale-words.ts'
import { wordsOf } from '../../domain/alert-words/words-of.ts'
import type { LinksOfAlert } from '../../ports/answer-links.ts'
import type { Notification, Recipient } from '../../ports/notifier.ts'

/** A card may have 28 KB; mails of strangers are longer than anybody reads in a card. */
const LONGEST_TITLE = 300
const LONGEST_TEXT = 4_000
/** Twenty of them with their links must fit. */
const LONGEST_ITEM = 300

/**
 * What a workflow takes: a message with one Adaptive Card. Of version 1.4, because Teams refuses newer
 * ones from workflows, and does so after the request was accepted.
 */
export function adaptiveCard(
  notification: Notification,
  answers: LinksOfAlert,
  answersOfItems: readonly LinksOfAlert[] = [],
) {
  const { recipient, title, url } = notification
  const words = wordsOf(recipient.locale)
  const mention = recipient.isTeam ? undefined : mentionOf(recipient)
  const texts = textsOf(notification, answersOfItems, words)
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { ...block(shown(title, LONGEST_TITLE)), weight: 'Bolder', size: 'Medium' },
            ...texts,
            ...(mention === undefined ? [] : [block(mention.text)]),
          ],
          actions: [...openers(answers, words), opener(words.open, url)],
          ...(mention === undefined ? {} : { msteams: { entities: [mention] } }),
        },
      },
    ],
  }
}

const mentionOf = ({ name, email }: Recipient) => ({
  ...{ type: 'mention', text: `<at>${name.replace(/[<>]/g, '')}</at>` },
  mentioned: { id: email, name },
})

/** What is said; of a digest each lead with links of its own below it. */
function textsOf(
  { lines, items }: Notification,
  answersOfItems: readonly LinksOfAlert[],
  words: LocaleWords,
): readonly object[] {
  if (items === undefined) {
    return lines.length === 0 ? [] : [block(shown(lines.join('\n\n'), LONGEST_TEXT))]
  }
  return items.flatMap(({ text, url }, place) => {
    const actions = [...openers(answersOfItems[place] ?? {}, words), opener(words.open, url)]
    const said = block(shown(text.replaceAll('\n', '\n\n'), LONGEST_ITEM))
    return [
      { ...said, separator: true },
      { type: 'ActionSet', actions },
    ]
  })
}

const openers = (answers: LinksOfAlert, words: LocaleWords) =>
  linkWords(words).flatMap(([action, said]) => {
    const url = answers[action]
    return url === undefined ? [] : [opener(said, url)]
  })

const opener = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url })

const block = (text: string) => ({ type: 'TextBlock', text, wrap: true })

/** Text that a card shows as typed: its Markdown and mentions are taken for plain letters. */
function shown(text: string, limit: number): string {
  const short = text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}…`
  return short.replace(/[\\`*_{}[\]()#+\-!|~>]/g, '\\$&').replaceAll('<', '&lt;')
}
