import { isLoopback } from './is-loopback.ts'

/** The push services of browsers; an endpoint is given by whoever subscribes, so others are refused. */
const HOSTS = ['fcm.googleapis.com', 'web.push.apple.com']
const DOMAINS = ['.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com']

/** Whether messages may be sent there: to a push service, or to this machine where that is allowed. */
export function isPushEndpoint(text: string, allowsLoopback: boolean): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, port, username } = new URL(text)
  if (allowsLoopback && isLoopback(hostname)) return true
  const isKnown = HOSTS.includes(hostname) || DOMAINS.some((domain) => hostname.endsWith(domain))
  return isKnown && protocol === 'https:' && port === '' && username === ''
}
