import assert from 'node:assert/strict'
import { test } from 'node:test'
import twilio from 'twilio'
import { twilioCallback, typedReply } from '../../sandbox/twilio-callback.ts'
import { SANDBOX_TWILIO, twilioSandbox } from '../../sandbox/twilio-sandbox.ts'
import { twilioNotifier } from '../../src/adapters/twilio/notifier.ts'
import { aNotification } from '../support/a-notification.ts'
import { memoryOptOuts } from '../support/memory-opt-outs.ts'

const MARA = '+4790000001'
const { accountSid, authToken, from } = SANDBOX_TWILIO

/** A sandbox account, seen by Twilio's own client, which does not retry by itself. */
async function account(options: Parameters<typeof twilioSandbox>[0] = {}) {
  const sandbox = await twilioSandbox(options)
  const client = twilio(accountSid, authToken)
  client.api.baseUrl = sandbox.url
  return { sandbox, client, [Symbol.asyncDispose]: sandbox.close }
}

test("what Twilio's client makes of our message arrives just as our own adapter's does", async () => {
  await using harness = await account()
  const callbackUrl = 'https://leads.example/v1/channels/sms/callback'
  const parts = { accountSid, authToken, from, callbackUrl, optOuts: memoryOptOuts() }
  const notifier = twilioNotifier({ ...parts, baseUrl: harness.sandbox.url })

  const { providerId } = await notifier.send(aNotification({ title: 'Grüße & 100% +' }))
  const [ours] = harness.sandbox.received.messages
  assert.ok(ours)
  const theirs = await harness.client.messages.create({
    ...{ to: MARA, from, body: ours.body, statusCallback: ours.statusCallback ?? '' },
    validityPeriod: Number(ours.validityPeriod),
  })

  assert.deepEqual(harness.sandbox.received.messages[1], ours)
  assert.match(providerId, /^SM\d{32}$/)
  assert.deepEqual([theirs.status, theirs.to, theirs.numSegments], ['queued', MARA, '1'])
})

test("Twilio's client reads the sandbox's refusals by their code", async () => {
  await using harness = await account({ optedOut: [MARA] })
  const send = (to: string) => harness.client.messages.create({ to, from, body: 'Hello' })

  await assert.rejects(send(MARA), (error: { code?: number }) => error.code === 21610)
  await assert.rejects(send('+1'), (error: { code?: number }) => error.code === 21211)
})

test("Twilio's own check accepts what the sandbox signs, and our adapter reads", () => {
  const url = 'https://leads.example/v1/channels/sms/callback?alert=1'
  const fields = typedReply(MARA, '1 4F1C & more', 'SM1')

  const { headers } = twilioCallback(url, fields)

  const signature = headers['x-twilio-signature']
  assert.equal(twilio.validateRequest(authToken, signature, url, fields), true)
  assert.equal(twilio.validateRequest(authToken, signature, `${url}2`, fields), false)
})
