import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { aCaptureRequest } from '../../../../test/support/a-capture-request.ts'
import { aSource } from '../../../../test/support/a-gateway.ts'
import { exampleDelivery } from '../../../../test/support/example-delivery.ts'
import { CHATBOT_SECRET } from '../../../../test/support/signed-chat.ts'
import { readJson } from '../../../http/read-json.ts'
import { contentOf } from '../content-of.ts'
import { chatbot } from './chatbot.ts'

const NOON = new Date('2026-03-02T12:00:00Z')
const OTHER_SECRET = 'whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLWJvdA=='
const SOURCE = aSource({ key: 'chatbot', kind: 'chatbot', secret: 'env:SECRET' })

/** A delivery signed by the library of the standard's authors. */
async function signedBy(secret: string, secrets: readonly string[]) {
  const request = await exampleDelivery('chatbot.json', {
    source: SOURCE,
    secrets,
    receivedAt: NOON,
  })
  const body = Buffer.from(request.bytes).toString('utf8')
  const headers = {
    'webhook-id': 'msg-1',
    'webhook-timestamp': `${NOON.getTime() / 1_000}`,
    'webhook-signature': new Webhook(secret).sign('msg-1', NOON, body),
  }
  return { ...request, headers }
}

describe('a chatbot', () => {
  test('that signs as the library of the standard does is authentic by either secret', async () => {
    const both = [OTHER_SECRET, CHATBOT_SECRET]
    assert.equal(chatbot.verify(await signedBy(CHATBOT_SECRET, both)), 'authentic')
    assert.equal(chatbot.verify(await signedBy(OTHER_SECRET, both)), 'authentic')
    assert.equal(chatbot.verify(await signedBy(CHATBOT_SECRET, [OTHER_SECRET])), 'forged')
  })

  test('is forged when the id, the time or the version of the signature is another', async () => {
    const request = await signedBy(CHATBOT_SECRET, [CHATBOT_SECRET])
    const signature = request.headers['webhook-signature']
    const changes = [
      { 'webhook-id': 'msg-2' },
      { 'webhook-timestamp': '1772452801' },
      { 'webhook-signature': signature.replace('v1,', 'v2,') },
      { 'webhook-signature': '' },
    ]
    for (const change of changes) {
      const changed = { ...request, headers: { ...request.headers, ...change } }
      assert.equal(chatbot.verify(changed), 'forged', JSON.stringify(change))
    }
  })

  test('says who is there, what they answered, what was said and how it went', async () => {
    const request = await exampleDelivery('chatbot.json', { source: SOURCE, receivedAt: NOON })

    const [part] = contentOf(request, 'authentic').conversations

    assert.equal(part?.form.email, 'tove@harbourlight.example')
    assert.equal(part?.form.company, 'Harbourlight')
    assert.deepEqual(part?.qualified, ['timeframe', 'seats'])
    assert.deepEqual(
      part?.messages.map(({ role, text }) => `${role}: ${text}`),
      [
        'bot: Hello! What brings you here?',
        'visitor: What is the price for 40 seats?',
        'bot: Where can we send a quote?',
        'visitor: To me, please.',
      ],
    )
  })

  test('may send names that every object has: they are answers like others', () => {
    const text = '{"conversation_id":"1","constructor":"a","__proto__":"b","toString":{"x":"c"}}'
    const request = aCaptureRequest({ source: SOURCE, body: readJson(Buffer.from(text)) })

    const [part] = contentOf(request, 'authentic').conversations

    assert.deepEqual(part?.form.answers, [
      { key: 'constructor', value: 'a' },
      { key: '__proto__', value: 'b' },
      { key: 'toString.x', value: 'c' },
    ])
  })
})
