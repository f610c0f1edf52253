import type { NodemailerError } from 'nodemailer/lib/errors'
import { Refused, Unavailable } from '../../domain/failure.ts'

/** Phases that end before the text of a mail is sent. */
const BEFORE_SENDING = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT'])
/**
 * Replies of a server that takes nothing at all for now (RFC 5321, section 4.2.3; RFC 4954, section 6; RFC 3463,
 * sections 3.4 and 3.5), which mail providers give to whoever sends too much. None of them names a time.
 */
const TAKES_NOTHING = { codes: new Set([421, 432, 454]), enhanced: /^4\.(3\.2|4\.5)$/ }
const DEFAULT_WAIT_MS = 5_000

const NEVER_CONNECTED = new Set(['EDNS', 'ETLS', 'EPROXY', 'ECONNREFUSED', 'EHOSTUNREACH'])

/**
 * What a failed delivery means to us. The server's own words are left out: they quote addresses.
 *
 * `Refused`: `smtp-denied` for a bad account, `smtp-recipient-refused` for a mailbox that does not
 * exist, `smtp-mailbox-full`, `smtp-rejected` for a text it will not take. `Unavailable`:
 * `smtp-rate-limited` when the server takes nothing for now, with `notBefore`, `smtp-deferred` when it does
 * not take this mail now, `smtp-unreachable` when nothing was sent, `smtp-broken-off` when the connection
 * broke and the mail may be on its way.
 */
export function smtpFailure(error: unknown, now: Date): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const failure = error as NodemailerError
  return failure.responseCode === undefined ? withoutReply(failure) : replied(failure, now)
}

function replied(failure: NodemailerError, now: Date): Unavailable | Refused {
  const { responseCode = 0, command, code, response = '' } = failure
  const message = `The mail server answered ${responseCode} to ${command ?? 'a command'}`
  // Also when the server calls it temporary: nobody empties a mailbox while a lead waits.
  if (isMailboxFull(responseCode, response)) return new Refused('smtp-mailbox-full', message)
  if (takesNothing(responseCode, response)) {
    const notBefore = new Date(now.getTime() + DEFAULT_WAIT_MS)
    return new Unavailable('smtp-rate-limited', message, { notBefore })
  }
  // 503 says the session went wrong, not the mail (RFC 5321, section 4.2.3).
  if (responseCode < 500 || responseCode === 503) return new Unavailable('smtp-deferred', message)
  if (code === 'EAUTH' || responseCode === 530) return new Refused('smtp-denied', message)
  if (command === 'RCPT TO') return new Refused('smtp-recipient-refused', message)
  return new Refused('smtp-rejected', message)
}

/** By the enhanced code (RFC 3463, section 3.3), or the reply code that means it where there is none. */
function isMailboxFull(responseCode: number, response: string): boolean {
  const enhanced = enhancedCodeIn(response)
  return enhanced === undefined ? responseCode === 552 : /^[45]\.2\.2$/.test(enhanced)
}

const takesNothing = (responseCode: number, response: string) =>
  TAKES_NOTHING.codes.has(responseCode) ||
  TAKES_NOTHING.enhanced.test(enhancedCodeIn(response) ?? '')

const enhancedCodeIn = (response: string) => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0]

function withoutReply(failure: NodemailerError): Unavailable | Refused {
  const { code = '', originalCode = '', timeoutType = '' } = failure
  if (code === 'EENVELOPE') {
    return new Refused('smtp-recipient-refused', 'The address cannot be written to')
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return new Refused('smtp-denied', 'The mail server wants other credentials')
  }
  const named = `${code}${originalCode === '' ? '' : ` ${originalCode}`}`
  const neverConnected = NEVER_CONNECTED.has(code) || NEVER_CONNECTED.has(originalCode)
  if (neverConnected || BEFORE_SENDING.has(timeoutType)) {
    return new Unavailable('smtp-unreachable', `The mail server cannot be reached (${named})`)
  }
  return new Unavailable('smtp-broken-off', `The connection to the mail server broke (${named})`, {
    mayHaveHappened: true,
  })
}
