import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AlertAction } from '../../domain/alert.ts'
import { Refused } from '../../domain/failure.ts'
import { phoneDigits } from '../../domain/phone-digits.ts'
import type { Callback, CallbackRequest, ChannelCallbacks } from '../../ports/channel-callbacks.ts'

/**
 * What Twilio tells of text messages: replies, opt-outs, and whether a message was delivered. It signs
 * with the account's auth token, without a time, so that only a key of each message tells repeats.
 */
export function twilioCallbacks({ authToken }: { readonly authToken: string }): ChannelCallbacks {
  return {
    read(request) {
      const fields = new URLSearchParams(Buffer.from(request.bytes).toString())
      if (!isAuthentic(request, fields, authToken)) {
        throw new Refused('callback-not-authentic', 'Twilio did not sign this')
      }
      const alert = new URL(request.url).searchParams.get('alert')
      return alert === null ? readMessage(fields) : readStatus(fields, alert)
    },
    async reply(_callback, words) {
      const message = words === undefined ? '' : `<Message>${escapedXml(words)}</Message>`
      return { status: 200, headers: XML, body: `${DECLARATION}<Response>${message}</Response>` }
    },
  }
}

const XML = { 'content-type': 'text/xml; charset=utf-8' }
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

/**
 * Base64 of the HMAC-SHA1 of the address and all fields, sorted by name
 * (twilio.com/docs/usage/webhooks/webhooks-security). Repeated fields count once for each value.
 */
function isAuthentic({ url, headers }: CallbackRequest, fields: URLSearchParams, token: string) {
  const given = Buffer.from(headers['x-twilio-signature'] ?? '')
  const names = [...new Set(fields.keys())].sort()
  const content = names
    .flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => name + value))
    .join('')
  return spellings(url).some((address) => {
    const mac = createHmac('sha1', token)
      .update(address + content)
      .digest('base64')
    const expected = Buffer.from(mac)
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
}

/** Twilio sometimes names the port that the protocol implies, and sometimes does not. */
function spellings(url: string): string[] {
  const { protocol, host, port } = new URL(url)
  if (port !== '') return [url]
  const usual = protocol === 'https:' ? 443 : 80
  return [url, url.replace(`//${host}`, `//${host}:${usual}`)]
}

const ENDINGS: Readonly<Record<string, boolean>> = {
  delivered: true,
  read: true,
  failed: false,
  undelivered: false,
}

/** Reports come in any order; only those after which nothing follows say anything. */
function readStatus(fields: URLSearchParams, notificationId: string): Callback {
  const delivered = ENDINGS[fields.get('MessageStatus') ?? '']
  return delivered === undefined || !/^[0-9a-f-]{36}$/.test(notificationId)
    ? { kind: 'nothing' }
    : { kind: 'delivery', notificationId, delivered }
}

const ANSWERS: Readonly<Record<string, AlertAction>> = {
  1: 'accept',
  YES: 'accept',
  2: 'decline',
  NO: 'decline',
}
/** Words that Twilio itself heeds, also without Advanced Opt-Out (twilio.com, opt-out keywords). */
const STOP = /^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$/
const START = /^(START|UNSTOP)$/

function readMessage(fields: URLSearchParams): Callback {
  const [key, from] = [fields.get('MessageSid') ?? '', fields.get('From') ?? '']
  if (key === '' || from === '') {
    throw new Refused('callback-unreadable', 'Twilio signed a message without id or sender')
  }
  const text = (fields.get('Body') ?? '').trim().toUpperCase()
  const kind = choiceIn(text, fields.get('OptOutType'))
  if (kind !== undefined) return { kind, key, address: phoneDigits(from) }
  const [, word = '', code] = /^(1|2|YES|NO)[\s.,!]*([0-9A-F]{4})?[.!]*$/.exec(text) ?? []
  const action = ANSWERS[word]
  // Two programs that answer each other would never end, so what we do not know is not answered.
  if (action === undefined) return { kind: 'nothing' }
  return { kind: 'answer', key, from: { phone: from }, action, offer: { code } }
}

/** Whether they want messages; `OptOutType` is there with Twilio's Advanced Opt-Out only. */
function choiceIn(text: string, optOutType: string | null): 'opt-out' | 'opt-in' | undefined {
  if (optOutType === 'STOP' || STOP.test(text)) return 'opt-out'
  return optOutType === 'START' || START.test(text) ? 'opt-in' : undefined
}

const escapedXml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
