import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { type Behaviour, failingStatus, pauseMs, type Sandbox } from './sandbox.ts'

/** One mail as it arrived: its envelope and its raw text. */
export type ReceivedMail = {
  readonly from: string
  readonly to: readonly string[]
  readonly messageId: string
  readonly raw: string
}

type SmtpReceived = { calls: number; readonly mails: ReceivedMail[] }

/** The account the sandbox accepts unless told another. */
export const SANDBOX_SMTP_USER = 'sandbox'
export const SANDBOX_SMTP_PASSWORD = 'sandbox-password'

/**
 * A mail server that keeps what it gets. `recipients` are the mailboxes it has; without it, it has
 * every one. `status` is an SMTP code such as 451 or 550, and `error` what it says with it; hanging and failing happen after the
 * text has arrived, where it matters most.
 */
export async function smtpSandbox(
  options: { port?: number; recipients?: readonly string[] } = {},
): Promise<Sandbox<SmtpReceived> & { readonly port: number }> {
  const received: SmtpReceived = { calls: 0, mails: [] }
  const held = { behaviour: {} as Behaviour }
  const server = serverFor(received, held, options.recipients)
  await once(server.listen(options.port ?? 0, '127.0.0.1'), 'listening')

  const { port } = server.server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(resolve))
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    behave: (next) => {
      held.behaviour = next
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function serverFor(
  received: SmtpReceived,
  held: { readonly behaviour: Behaviour },
  recipients: readonly string[] | undefined,
): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    // Its certificate would be self-signed, which no client should accept.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    // A hung connection never ends by itself; closing must not wait for it.
    closeTimeout: 1,
    onAuth({ username, password }, _session, done) {
      const known = username === SANDBOX_SMTP_USER && password === SANDBOX_SMTP_PASSWORD
      if (known) done(null, { user: username })
      else done(answer(535, 'Wrong password'))
    },
    onRcptTo({ address }, _session, done) {
      done(recipients?.includes(address) === false ? answer(550, 'No such mailbox') : null)
    },
    async onData(stream, session, done) {
      received.calls += 1
      const mail = await mailOf(stream, session)
      const { behaviour } = held
      if (behaviour.hang) return

      await pause(pauseMs(behaviour))
      const status = failingStatus(behaviour, 451)
      if (status !== undefined) {
        return done(answer(status, behaviour.error ?? 'The sandbox was told to fail'))
      }
      received.mails.push(mail)
      if (behaviour.hangUp) cut(server, session.id)
      else done()
    },
  })
  return server
}

function cut(server: SMTPServer, sessionId: string): void {
  for (const connection of server.connections) {
    if (connection.id === sessionId) connection.close()
  }
}

const answer = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode })

async function mailOf(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<ReceivedMail> {
  const raw = await text(stream)
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    messageId: /^message-id: *(\S+)/im.exec(raw)?.[1] ?? '',
    raw,
  }
}
