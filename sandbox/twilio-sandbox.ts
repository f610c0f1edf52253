import { type Answer, type Call, httpSandbox } from './http-sandbox.ts'
import type { Behaviour, Sandbox } from './sandbox.ts'

/** One text message as Twilio was asked to send it. */
export type TextMessage = {
  readonly to: string
  readonly from: string | undefined
  readonly messagingServiceSid: string | undefined
  readonly body: string
  readonly statusCallback: string | undefined
  readonly validityPeriod: string | undefined
}

type TwilioReceived = {
  calls: number
  readonly messages: TextMessage[]
  /** When each came. */
  readonly times: Date[]
}

/** The account this Twilio knows unless told another. */
export const SANDBOX_TWILIO = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'sandbox-auth-token',
  from: '+15017122661',
} as const

type Options = {
  readonly port?: number
  /** Numbers that exist; without it every one in international notation does. */
  readonly numbers?: readonly string[]
  /** Numbers that answered STOP. */
  readonly optedOut?: readonly string[]
}

/**
 * Twilio's `Messages.json`, to create one and to list those to a number, as its API description (v2010) and its list of errors have it: forms
 * with capital names in, JSON with snake case out.
 */
export function twilioSandbox(options: Options = {}): Promise<Sandbox<TwilioReceived>> {
  const received: TwilioReceived = { calls: 0, messages: [], times: [] }
  return httpSandbox({
    port: options.port ?? 0,
    received,
    failure,
    answer(call) {
      const stranger = intruder(call)
      if (stranger !== undefined) return stranger
      if (call.method === 'GET') return listed(call, received)
      const message = messageOf(call.body)
      const refused = refusal(message, options)
      if (refused !== undefined) return refused
      const at = new Date()
      received.times.push(at)
      return { status: 201, body: created(message, received.messages.push(message), at) }
    },
  })
}

function intruder(call: Call): Answer | undefined {
  const { accountSid, authToken } = SANDBOX_TWILIO
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  if (call.header('authorization') !== `Basic ${credentials}`) return errorWith(401, 20003)
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const isKnown = call.path === path && ['POST', 'GET'].includes(call.method)
  return isKnown ? undefined : errorWith(404, 20404)
}

/** The newest first. Of a message that is queued Twilio does not know yet when it was sent. */
function listed({ query }: Call, { messages, times }: TwilioReceived): Answer {
  const [to, from] = [query.get('To'), query.get('From')]
  const found = messages
    .map((message, index) => ({ message, body: created(message, index + 1, times[index]) }))
    .filter(({ message }) => to === null || message.to === to)
    .filter(({ message }) => from === null || message.from === from)
    .map(({ body }) => body)
    .reverse()
    .slice(0, Number(query.get('PageSize') ?? 50))
  return { status: 200, body: pageOf(found) }
}

function pageOf(messages: readonly ReturnType<typeof created>[]) {
  const uri = `/2010-04-01/Accounts/${SANDBOX_TWILIO.accountSid}/Messages.json`
  return {
    ...{ messages, page: 0, page_size: messages.length, start: 0, end: messages.length, uri },
    ...{ first_page_uri: uri, next_page_uri: null, previous_page_uri: null },
  }
}

function refusal(message: TextMessage, { numbers, optedOut = [] }: Options) {
  const isNumber = numbers?.includes(message.to) ?? /^\+[1-9]\d{6,14}$/.test(message.to)
  if (!isNumber) return errorWith(400, 21211)
  if (message.from === undefined && message.messagingServiceSid === undefined) {
    return errorWith(400, 21603)
  }
  if (message.body === '') return errorWith(400, 21602)
  if (message.body.length > 1_600) return errorWith(400, 21617)
  return optedOut.includes(message.to) ? errorWith(400, 21610) : undefined
}

function failure(status: number, { error, retryAfterSeconds }: Behaviour): Answer {
  if (error !== undefined) return errorWith(status === 200 ? 400 : status, Number(error))
  if (status !== 429) return errorWith(status, 20500)
  return { ...errorWith(429, 20429), headers: { 'retry-after': String(retryAfterSeconds ?? 1) } }
}

function errorWith(status: number, code: number): Answer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return { status, body: { code, message: `Error ${code} of the sandbox`, more_info, status } }
}

function messageOf(body: unknown): TextMessage {
  const fields = (body ?? {}) as Readonly<Record<string, string | undefined>>
  return {
    to: fields.To ?? '',
    from: fields.From,
    messagingServiceSid: fields.MessagingServiceSid,
    body: fields.Body ?? '',
    statusCallback: fields.StatusCallback,
    validityPeriod: fields.ValidityPeriod,
  }
}

function created(
  { to, from, messagingServiceSid, body }: TextMessage,
  nth: number,
  at = new Date(),
) {
  const sid = `SM${String(nth).padStart(32, '0')}`
  const { accountSid } = SANDBOX_TWILIO
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`
  return {
    ...{ sid, account_sid: accountSid, api_version: '2010-04-01', body, to, from: from ?? null },
    ...{ messaging_service_sid: messagingServiceSid ?? null, status: 'queued' },
    ...{ direction: 'outbound-api', num_media: '0', num_segments: '1', uri },
    ...{ error_code: null, error_message: null, price: null, price_unit: null, date_sent: null },
    date_created: rfc2822(at),
    date_updated: rfc2822(at),
    subresource_uris: { media: uri.replace('.json', '/Media.json') },
  }
}

const rfc2822 = (at: Date) => at.toUTCString().replace('GMT', '+0000')
