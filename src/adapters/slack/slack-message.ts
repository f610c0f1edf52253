import type { Notification } from '../../ports/notifier.ts'

/** A section's text may have 3,000 characters (docs.slack.dev, section block). */
const LONGEST_SECTION = 3_000
/** Beyond 4,000 characters Slack recommends not to go in `text`; we need a line of it. */
const LONGEST_TEXT = 300

/** The body of `chat.postMessage` for one alert: its lines and a button that opens the lead. */
export function slackMessage(channel: string, notification: Notification) {
  const { id, title, lines, url } = notification
  return {
    channel,
    // What phones show in the alert, and what is read out.
    text: escaped(title, LONGEST_TEXT),
    blocks: [
      section(`*${escaped(title, LONGEST_TEXT)}*`),
      ...(lines.length === 0 ? [] : [section(escaped(lines.join('\n'), LONGEST_SECTION))]),
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open the lead' }, url }],
      },
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
