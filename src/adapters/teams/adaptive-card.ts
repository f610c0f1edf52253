import type { AlertAction } from '../../domain/alert.ts'
import type { Notification } from '../../ports/notifier.ts'

type Links = Readonly<Partial<Record<AlertAction, string>>>

/** A card may have 28 KB; mails of strangers are longer than anybody reads in a card. */
const LONGEST_TITLE = 300
const LONGEST_TEXT = 4_000

/**
 * What a workflow takes: a message with one Adaptive Card. Of version 1.4, because Teams refuses newer
 * ones from workflows, and does so after the request was accepted.
 */
export function adaptiveCard(notification: Notification, answers: Links) {
  const { recipient, title, lines, url } = notification
  const mention = `<at>${recipient.name.replace(/[<>]/g, '')}</at>`
  const texts = lines.length === 0 ? [] : [block(shown(lines.join('\n\n'), LONGEST_TEXT))]
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
            block(mention),
          ],
          actions: [...openers(answers), { type: 'Action.OpenUrl', title: 'Open the lead', url }],
          msteams: {
            entities: [
              {
                ...{ type: 'mention', text: mention },
                mentioned: { id: recipient.email, name: recipient.name },
              },
            ],
          },
        },
      },
    ],
  }
}

const WORDS: Readonly<Record<AlertAction, string>> = {
  accept: 'Take it',
  decline: 'Pass it on',
  snooze: 'More time',
}

const openers = (answers: Links) =>
  (Object.keys(WORDS) as AlertAction[]).flatMap((action) => {
    const url = answers[action]
    return url === undefined ? [] : [{ type: 'Action.OpenUrl', title: WORDS[action], url }]
  })

const block = (text: string) => ({ type: 'TextBlock', text, wrap: true })

/** Text that a card shows as typed: its Markdown and mentions are taken for plain letters. */
function shown(text: string, limit: number): string {
  const short = text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}…`
  return short.replace(/[\\`*_{}[\]()#+\-!|~>]/g, '\\$&').replaceAll('<', '&lt;')
}
