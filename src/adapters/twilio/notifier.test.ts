import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_TWILIO, twilioSandbox } from '../../../sandbox/twilio-sandbox.ts'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aDigest, aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { memoryOptOuts } from '../../../test/support/memory-opt-outs.ts'
import { Refused } from '../../domain/failure.ts'
import { type AssignmentId, newId } from '../../domain/ids.ts'
import { twilioNotifier } from './notifier.ts'

const { recipient: mara } = aNotification()
const MARA = '+4790000001'
const NOW = new Date()

async function carrier(timeLimitMs = PATIENT_MS, more: { optedOut?: readonly string[] } = {}) {
  const twilio = await twilioSandbox({ numbers: [MARA], ...more })
  const optOuts = memoryOptOuts()
  const { accountSid, from } = SANDBOX_TWILIO
  const notifier = (authToken: string) =>
    twilioNotifier({
      ...{ accountSid, authToken, from, baseUrl: twilio.url, optOuts, timeLimitMs },
      callbackUrl: 'https://leads.example/v1/channels/sms/callback',
    })
  return {
    twilio,
    optOuts,
    notifier: notifier(SANDBOX_TWILIO.authToken),
    intruder: notifier('stolen'),
    known: { ...mara, phone: '+47 900 00 001' },
    unknown: { ...mara, phone: '+4799999999' },
    fail: (fault: Parameters<typeof httpBehaviour>[0]) => twilio.behave(httpBehaviour(fault)),
    arrived: () => twilio.received.messages.map(({ body }) => body.split('\n')[0] ?? ''),
    [Symbol.asyncDispose]: twilio.close,
  }
}

const refusedAs = (code: string) => (error: unknown) =>
  error instanceof Refused && error.code === code

notifierContract('twilioNotifier', (limit) => carrier(limit), { namesTime: true, finds: true })

test('a text message says who it is and how to answer, and nothing that they wrote', async () => {
  await using harness = await carrier()
  const acknowledgeBy = new Date(Date.now() + 3 * 3_600_000)

  await harness.notifier.send(aNotification({ acknowledgeBy }))

  const [message] = harness.twilio.received.messages
  assert.equal(
    message?.body,
    'Hot lead: Tove Berg, Nordlicht AB\nReply 1 to take it, 2 to pass it on. Code B001',
  )
  const validMinutes = Number(message?.validityPeriod) / 60
  assert.ok(Math.abs(validMinutes - 180) < 2, `it is valid for ${validMinutes} minutes`)
  assert.equal(
    message?.statusCallback,
    `https://leads.example/v1/channels/sms/callback?alert=${aNotification().id}`,
  )
})

test('where nothing is asked, it links to the lead', async () => {
  await using harness = await carrier()

  await harness.notifier.send(aNotification({ actions: [] }))

  assert.ok(harness.twilio.received.messages[0]?.body.endsWith(aNotification().url))
})

test('who asked us for no more messages is not even looked up at Twilio', async () => {
  await using harness = await carrier()
  await harness.optOuts.add('sms', MARA, NOW)

  await assert.rejects(harness.notifier.send(aNotification()), refusedAs('twilio-opted-out'))

  assert.equal(harness.twilio.received.calls, 0)
})

test('who asked Twilio for no more messages is remembered', async () => {
  await using harness = await carrier(PATIENT_MS, { optedOut: [MARA] })

  for (let attempt = 0; attempt < 2; attempt += 1) {
    await assert.rejects(harness.notifier.send(aNotification()), refusedAs('twilio-opted-out'))
  }

  assert.equal(harness.twilio.received.calls, 1)
})

const verdicts = {
  20003: 'twilio-denied',
  21408: 'twilio-denied',
  21614: 'twilio-number-invalid',
  21999: 'twilio-rejected',
}
for (const [error, code] of Object.entries(verdicts)) {
  test(`Twilio's error ${error} is refused as ${code}`, async () => {
    await using harness = await carrier()
    harness.twilio.behave({ error })

    await assert.rejects(harness.notifier.send(aNotification()), refusedAs(code))
  })
}

for (const error of ['20429', '21611']) {
  test(`Twilio's error ${error} was not processed: it may be sent again, later`, async () => {
    await using harness = await carrier()
    harness.twilio.behave({ error, status: 429, retryAfterSeconds: 7 })

    const failure = await unavailable(harness.notifier.send(aNotification()))

    assert.deepEqual([failure.code, failure.mayHaveHappened], ['twilio-rate-limited', false])
    assert.ok(failure.notBefore)
  })
}

test('a rep without a phone is not reached', async () => {
  await using harness = await carrier()
  const { phone: _, ...recipient } = mara

  assert.equal(harness.notifier.reaches(mara), true)
  assert.equal(harness.notifier.reaches(recipient), false)
})

test('a digest names each lead with the code that answers it', async () => {
  await using harness = await carrier()

  await harness.notifier.send(aDigest())

  const [told, how] = harness.twilio.received.messages[0]?.body.split('\n') ?? []
  assert.match(told ?? '', /^Leads that wait for you: 2\. B001 Tove Berg \(cold, 12\); B002 /)
  assert.equal(how, 'Reply 1 and a code to take one, 2 and a code to pass it on')
})

test('a digest that was sent is found by any of its leads, though others were answered since', async () => {
  await using harness = await carrier()
  const { notifier } = harness
  const since = new Date()
  const digest = aDigest()
  const [first, second] = digest.items ?? []
  assert.ok(first && second && notifier.find)
  const nothing = await notifier.find(digest, since)
  const { providerId } = await notifier.send(digest)

  const found = await notifier.find({ ...digest, title: 'One', items: [second] }, since)
  const other = { ...first, assignmentId: newId<AssignmentId>(), text: 'Tove' }
  const others = await notifier.find({ ...digest, items: [other] }, since)

  assert.deepEqual([nothing, found?.providerId, others], [undefined, providerId, undefined])
})
