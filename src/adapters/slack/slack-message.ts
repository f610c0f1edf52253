import type { AlertAction, AlertState } from '../../domain/alert.ts'
import { settledWords } from '../../domain/alert-words/settled-words.ts'
import { wordsOf } from '../../domain/alert-words/words-of.ts'
import type { LinksOfAlert } from '../../ports/answer-links.ts'
import type { DigestItem, Notification } from '../../ports/notifier.ts'

/** A section's text may have 3,000 characters (docs.slack.dev, section block). */
const LONGEST_SECTION = 3_000
/** Beyond 4,000 characters Slack recommends not to go in `text`; we need a line of it. */
const LONGEST_TEXT = 300

/** The `action_id` of a button that answers is this with the answer behind it. */
export const ANSWER_ID = 'answer-'

/**
 * The body of `chat.postMessage` for one alert: its lines, a button for each answer, those that call the
 * person or say that the rep is back by a link, and the lead.
 */
export function slackMessage(
  channel: string,
  notification: Notification,
  { call, back }: LinksOfAlert = {},
) {
  const { id, title, actions } = notification
  const mention = mentionIn(channel, notification)
  return {
    channel,
    // What phones show in the alert, and what is read out.
    text: `${mention}${escaped(title, LONGEST_TEXT)}`,
    blocks: [
      ...(mention === '' ? [] : [section(mention.trim())]),
      ...blocksOf(notification, [
        ...actions.map((action) => answerButton(action, notification, notification)),
        ...callButtons(call, notification),
        ...backButtons(back, notification),
        openButton(notification, notification),
      ]),
    ],
    metadata: {
      event_type: 'lead_notification',
      event_payload: {
        notification_id: id,
        lead_id: notification.leadId,
        assignment_id: notification.assignmentId,
      },
    },
    unfurl_links: false,
    unfurl_media: false,
  }
}

/** In a channel the rep is named, so that Slack alerts them and colleagues see whose it is. */
function mentionIn(channel: string, { recipient }: Notification): string {
  const { name, slackUserId, isTeam } = recipient
  if (channel === slackUserId || isTeam) return ''
  const isId = /^[UW][A-Z0-9]+$/.test(slackUserId ?? '')
  return isId ? `<@${slackUserId}> ` : `${escaped(name, LONGEST_TEXT)}: `
}

/** What `chat.update` puts in its place once the offer is over: without buttons that answer. */
export function settledMessage(
  notification: Notification,
  state: AlertState,
  { call }: LinksOfAlert = {},
) {
  const open = openButton(notification, notification)
  if (notification.items !== undefined) {
    const text = escaped(notification.title, LONGEST_TEXT)
    return { text, blocks: blocksOf(notification, [open]) }
  }
  const said = escaped(settledWords(state, notification.recipient), LONGEST_TEXT)
  return {
    text: `${said}: ${escaped(notification.title, LONGEST_TEXT)}`,
    blocks: [
      ...textOf(notification),
      context(said),
      { type: 'actions', elements: [...callButtons(call, notification), open] },
    ],
  }
}

function textOf({ title, lines }: Notification) {
  const rest = lines.length === 0 ? [] : [section(escaped(lines.join('\n'), LONGEST_SECTION))]
  return [section(`*${escaped(title, LONGEST_TEXT)}*`), ...rest]
}

/** The words, then the buttons; of a digest those of each lead below what is said of it. */
function blocksOf(notification: Notification, buttons: readonly object[]): readonly object[] {
  const { title, items } = notification
  const actions = { type: 'actions', elements: buttons }
  if (items === undefined) return [...textOf(notification), actions]
  return [
    section(`*${escaped(title, LONGEST_TEXT)}*`),
    ...items.flatMap((item) => itemBlocks(item, notification)),
  ]
}

function itemBlocks(item: DigestItem, { recipient }: Notification): readonly object[] {
  const text = section(escaped(item.text, LONGEST_SECTION))
  if (item.settled !== undefined) {
    return [text, context(escaped(settledWords(item.settled, recipient), LONGEST_TEXT))]
  }
  const answers = item.actions.map((action) => answerButton(action, item, { recipient }))
  return [text, { type: 'actions', elements: [...answers, openButton(item, { recipient })] }]
}

const context = (text: string) => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text, verbatim: true }],
})

type Offer = Pick<DigestItem, 'leadId' | 'assignmentId'>
type Told = Pick<Notification, 'recipient'>

/** What a pressed button says is signed by Slack, so plain ids will do. */
function answerButton(action: AlertAction, { leadId, assignmentId }: Offer, { recipient }: Told) {
  return {
    type: 'button',
    action_id: `${ANSWER_ID}${action}`,
    value: `${leadId} ${assignmentId}`,
    text: { type: 'plain_text', text: wordsOf(recipient.locale).answers[action] },
    ...(action === 'accept' ? { style: 'primary' } : {}),
  }
}

const openButton = ({ url }: { readonly url: string }, { recipient }: Told) =>
  linkButton('open', wordsOf(recipient.locale).open, url)

const callButtons = (url: string | undefined, { recipient }: Told) =>
  url === undefined ? [] : [linkButton('call', wordsOf(recipient.locale).call, url)]

const backButtons = (url: string | undefined, { recipient }: Told) =>
  url === undefined ? [] : [linkButton('back', wordsOf(recipient.locale).comeBack, url)]

const linkButton = (id: string, text: string, url: string) => ({
  type: 'button',
  action_id: id,
  text: { type: 'plain_text', text },
  url,
})

/** `verbatim` keeps Slack from making links of what a stranger typed into a form. */
const section = (text: string) => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
})

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text that Slack shows as typed, cut so that the escaped form stays within the limit. */
export function escaped(text: string, limit: number): string {
  let result = ''
  for (const character of text) {
    const next = ENTITIES[character] ?? character
    if (result.length + next.length >= limit) return `${result}…`
    result += next
  }
  return result
}
