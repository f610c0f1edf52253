import { createTransport } from 'nodemailer'
import { type AnswerLinks, linksOfItems } from '../../ports/answer-links.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { type Guarded, vendorGuard } from '../vendor/vendor-guard.ts'
import { alertMail } from './alert-mail.ts'
import { smtpFailure } from './smtp-failure.ts'

export type SmtpSettings = {
  readonly host: string
  readonly port: number
  /** An address, or a name with an address: `Leads <leads@example.com>`. */
  readonly from: string
  readonly user?: string
  readonly password?: string
  /** TLS from the first byte; otherwise STARTTLS when the server offers it. */
  readonly secure: boolean
  readonly timeLimitMs?: number
  readonly clock?: Clock
  /** By which the rep answers from the mail; without them it only links to the lead. */
  readonly links?: AnswerLinks
}

/** Mail servers commonly allow ten connections from one address. */
export const SMTP_AT_ONCE = 10

/**
 * Sends mail through one SMTP server. The Message-ID is made from the notification's id, so that a
 * mail sent twice after an uncertain end is shown once by mail programs that drop repeats.
 *
 * Rejects as `vendorGuard` and `smtpFailure` do, with codes under `smtp-`.
 */
export function smtpNotifier(settings: SmtpSettings): Notifier & Guarded {
  const { timeLimitMs = 4_000, clock = () => new Date() } = settings
  const guard = vendorGuard({ vendor: 'smtp', timeLimitMs, concurrency: SMTP_AT_ONCE })
  const transport = createTransport({
    ...connection(settings),
    connectionTimeout: timeLimitMs,
    greetingTimeout: timeLimitMs,
    // Frees the connection some time after the guard has given up on it.
    socketTimeout: timeLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return {
    channel: 'email',
    circuit: guard.circuit,
    reaches: ({ email }) => email !== '',
    send: (notification) =>
      guard.run('writes', async () => {
        const { links = noLinks } = settings
        const answers = await links(notification)
        const ofItems = await linksOfItems(notification, links)
        try {
          const mail = alertMail(settings.from, notification, answers, ofItems)
          const { messageId } = await transport.sendMail(mail)
          return { providerId: messageId }
        } catch (error) {
          throw smtpFailure(error, clock())
        }
      }),
  }
}

const noLinks: AnswerLinks = async () => ({})

function connection({ host, port, secure, user, password }: SmtpSettings) {
  const server = { host, port, secure }
  if (user === undefined || password === undefined) return server
  return { ...server, auth: { user, pass: password } }
}
