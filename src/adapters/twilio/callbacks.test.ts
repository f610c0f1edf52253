import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { twilioCallback, typedReply } from '../../../sandbox/twilio-callback.ts'
import { SANDBOX_TWILIO } from '../../../sandbox/twilio-sandbox.ts'
import { Refused } from '../../domain/failure.ts'
import { twilioCallbacks } from './callbacks.ts'

const URL_GIVEN = 'https://leads.example/v1/channels/sms/callback'
const AT = new Date('2026-03-02T14:30:00Z')
const ALERT = '01900000-0000-7000-8000-00000000a001'
const callbacks = twilioCallbacks(SANDBOX_TWILIO)

const read = (fields: Readonly<Record<string, string>>, url = URL_GIVEN, authToken?: string) => {
  const { body, headers } = twilioCallback(url, fields, authToken)
  return callbacks.read({ url, headers, bytes: Buffer.from(body), at: AT })
}
const reply = (text: string) => read(typedReply('+4790000001', text, 'SM1'))

const notAuthentic = (error: unknown) =>
  error instanceof Refused && error.code === 'callback-not-authentic'

const answers = {
  '1': ['accept', undefined],
  ' 1. ': ['accept', undefined],
  '2': ['decline', undefined],
  'yes 4f1c': ['accept', '4F1C'],
  'Yes, 4F1C.': ['accept', '4F1C'],
  no: ['decline', undefined],
  '2 B001': ['decline', 'B001'],
} as const
for (const [text, [action, code]] of Object.entries(answers)) {
  test(`"${text}" is an answer`, () => {
    const from = { phone: '+4790000001' }
    assert.deepEqual(reply(text), { kind: 'answer', key: 'SM1', from, action, offer: { code } })
  })
}

for (const text of ['', 'hello', '12', '1 and more', 'I am driving, call 1800 222']) {
  test(`"${text}" is no answer, and is not answered`, async () => {
    const callback = reply(text)
    assert.deepEqual(callback, { kind: 'nothing' })
    assert.match((await callbacks.reply(callback, undefined)).body, /<Response><\/Response>$/)
  })
}

test('STOP and START are heeded, however Twilio is set up', () => {
  const address = '+4790000001'
  assert.deepEqual(reply('stop'), { kind: 'opt-out', key: 'SM1', address })
  assert.deepEqual(reply('START'), { kind: 'opt-in', key: 'SM1', address })
  const typed = { ...typedReply(address, 'ferma', 'SM2'), OptOutType: 'STOP' }
  assert.deepEqual(read(typed), { kind: 'opt-out', key: 'SM2', address })
})

test('a report says whether the message was delivered; those on the way say nothing', () => {
  const url = `${URL_GIVEN}?alert=${ALERT}`
  const status = (MessageStatus: string) => read({ MessageSid: 'SM1', MessageStatus }, url)

  const delivery = { kind: 'delivery', notificationId: ALERT }
  assert.deepEqual(status('delivered'), { ...delivery, delivered: true })
  for (const end of ['failed', 'undelivered']) {
    assert.deepEqual(status(end), { ...delivery, delivered: false })
  }
  for (const early of ['queued', 'sent', 'invented']) {
    assert.deepEqual(status(early), { kind: 'nothing' })
  }
})

test('words back are in the reply, and nothing in them is markup', async () => {
  const { headers, body } = await callbacks.reply(reply('1'), 'Too late: A & <B> has it.')

  assert.equal(headers['content-type'], 'text/xml; charset=utf-8')
  assert.ok(
    body.endsWith('<Response><Message>Too late: A &#38; &#60;B&#62; has it.</Message></Response>'),
  )
})

test('the signature that Twilio’s own library tests is taken for one, also with the port', () => {
  const { read: verify } = twilioCallbacks({ authToken: '12345' })
  const fields = {
    ...{ CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234' },
    ...{ From: '+14158675309', To: '+18005551212', MessageSid: 'SM9' },
  }
  const { MessageSid: _, ...theirs } = fields
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2'
  const bytes = Buffer.from(new URLSearchParams(theirs).toString())
  const headers = { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }

  // It has no id, which is known only once it is known to be Twilio's.
  assert.throws(
    () => verify({ url, headers, bytes, at: AT }),
    (error) => error instanceof Refused && error.code === 'callback-unreadable',
  )
  const signed = createHmac('sha1', SANDBOX_TWILIO.authToken)
    .update('https://leads.example:443/v1?alert=xMessageSidSM1')
    .digest('base64')
  const withPort = { 'x-twilio-signature': signed }
  const one = {
    url: 'https://leads.example/v1?alert=x',
    bytes: Buffer.from('MessageSid=SM1'),
    at: AT,
  }
  assert.deepEqual(callbacks.read({ ...one, headers: withPort }), { kind: 'nothing' })
})

test('what is forged, unsigned, changed or meant for another address is refused', () => {
  const fields = typedReply('+4790000001', '1', 'SM1')
  const { body, headers } = twilioCallback(URL_GIVEN, fields)
  const request = { url: URL_GIVEN, headers, bytes: Buffer.from(body), at: AT }

  callbacks.read(request)
  for (const other of [
    { ...request, headers: {} },
    { ...request, headers: { 'x-twilio-signature': 'AAAA' } },
    { ...request, bytes: Buffer.from(`${body}&More=1`) },
    { ...request, url: `${URL_GIVEN}?alert=${ALERT}` },
  ]) {
    assert.throws(() => callbacks.read(other), notAuthentic)
  }
  assert.throws(() => read(fields, URL_GIVEN, 'guessed'), notAuthentic)
})
