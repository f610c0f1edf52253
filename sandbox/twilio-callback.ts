import { createHmac } from 'node:crypto'
import { SANDBOX_TWILIO } from './twilio-sandbox.ts'

/**
 * The request by which Twilio tells of a message, signed as it signs (X-Twilio-Signature). Send it
 * to that address as it is, with POST.
 */
export function twilioCallback(
  url: string,
  fields: Readonly<Record<string, string>>,
  authToken: string = SANDBOX_TWILIO.authToken,
) {
  const sorted = Object.keys(fields).sort()
  const content = url + sorted.map((name) => `${name}${fields[name]}`).join('')
  return {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', authToken).update(content).digest('base64'),
    },
  }
}

/** The fields of a reply that somebody typed. */
export function typedReply(from: string, body: string, messageSid: string) {
  return {
    ...{ MessageSid: messageSid, SmsMessageSid: messageSid, AccountSid: SANDBOX_TWILIO.accountSid },
    ...{ From: from, To: SANDBOX_TWILIO.from, Body: body, NumMedia: '0', NumSegments: '1' },
    ...{ SmsStatus: 'received', ApiVersion: '2010-04-01', FromCountry: 'US', FromCity: '' },
  }
}
