import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { newWebhookSecret, webhookHeaders } from '../../src/domain/sign-webhook.ts'

const signed = (body: string, ...secrets: Parameters<typeof webhookHeaders>[1]) => ({
  ...webhookHeaders({ id: 'a_1', body, at: new Date() }, secrets),
})

test('the library of Standard Webhooks verifies what we sign, with either of two secrets', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const body = JSON.stringify({ value })
      const [first, second] = [newWebhookSecret(), newWebhookSecret()]
      const headers = signed(body, first, second)
      for (const secret of [first, second]) {
        assert.deepEqual(new Webhook(secret.reveal()).verify(body, headers), JSON.parse(body))
      }
    }),
  )
})

test('it does not verify another body, id or secret', () => {
  const secret = newWebhookSecret()
  const headers = signed('{"a":1}', secret)
  const webhook = new Webhook(secret.reveal())

  assert.throws(() => webhook.verify('{"a":2}', headers))
  assert.throws(() => webhook.verify('{"a":1}', { ...headers, 'webhook-id': 'a_2' }))
  assert.throws(() => new Webhook(newWebhookSecret().reveal()).verify('{"a":1}', headers))
})
