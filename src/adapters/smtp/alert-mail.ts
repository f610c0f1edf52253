import type { Notification } from '../../ports/notifier.ts'

/** The mail for one alert, as text and as HTML that says the same. */
export function alertMail(from: string, notification: Notification) {
  const { id, recipient, title, lines, url } = notification
  return {
    from,
    to: { name: recipient.name, address: recipient.email },
    subject: title,
    messageId: `<${id}@${domainOf(from)}>`,
    // Keeps holiday notices from answering (RFC 3834, section 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: [title, '', ...lines, '', `Open the lead: ${url}`, ''].join('\n'),
    html: [
      `<p><strong>${escapedHtml(title)}</strong></p>`,
      `<p>${lines.map(escapedHtml).join('<br>\n')}</p>`,
      `<p><a href="${escapedHtml(url)}">Open the lead</a></p>`,
    ].join('\n'),
  }
}

/** Text that HTML shows as it is, also inside a quoted attribute. */
export const escapedHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const domainOf = (from: string) => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
