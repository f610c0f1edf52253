import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushSandbox, type SandboxBrowser } from '../../../sandbox/push-sandbox.ts'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import { newId, type RepId } from '../../domain/ids.ts'
import type { PushSubscription, PushSubscriptions } from '../../ports/push-subscriptions.ts'
import { webPushNotifier } from './notifier.ts'
import { newVapidKey, vapidKeys } from './vapid-keys.ts'

const { recipient: mara } = aNotification()
const KEYS = vapidKeys(newVapidKey())

function kept(browsers: readonly SandboxBrowser[]) {
  const rows: PushSubscription[] = browsers.map((address) => ({
    ...{ ...address, id: newId(), repId: mara.repId as RepId, createdAt: new Date() },
  }))
  const subscriptions: Pick<PushSubscriptions, 'of' | 'remove'> = {
    of: async (repId) => rows.filter((row) => row.repId === repId),
    async remove(id) {
      const place = rows.findIndex((row) => row.id === id)
      rows.splice(place, 1)
      return place >= 0
    },
  }
  return { rows, subscriptions: subscriptions as PushSubscriptions }
}

async function browsers(timeLimitMs = PATIENT_MS, count = 1) {
  const push = await pushSandbox()
  const addresses = Array.from({ length: count }, () => push.subscribe(KEYS.publicKey))
  const { rows, subscriptions } = kept(addresses)
  const notifier = (keys: typeof KEYS) =>
    webPushNotifier({
      ...{ contact: 'mailto:ops@example.com', keys: async () => keys, subscriptions, timeLimitMs },
      subscribers: () => new Set(rows.map(({ repId }) => repId)),
      links: async () => ({ accept: 'https://leads.example/a/take' }),
    })
  return {
    ...{ push, addresses, rows },
    notifier: notifier(KEYS),
    intruder: notifier(vapidKeys(newVapidKey())),
    known: mara,
    unknown: { ...mara, repId: 'gone' },
    fail: (fault: Parameters<typeof httpBehaviour>[0]) => push.behave(httpBehaviour(fault)),
    arrived: () => push.received.messages.map(({ payload }) => String(payload.title)),
    [Symbol.asyncDispose]: push.close,
  }
}

notifierContract('webPushNotifier', browsers, { namesTime: true })

test('a browser shows who it is and can answer, in the words it is given', async () => {
  await using harness = await browsers()
  const acknowledgeBy = new Date(Date.now() + 2 * 3_600_000)

  await harness.notifier.send(aNotification({ acknowledgeBy }))

  const [message] = harness.push.received.messages
  assert.deepEqual(message?.payload, {
    ...{ id: aNotification().id, leadId: aNotification().leadId, title: aNotification().title },
    ...{ lines: aNotification().lines, url: aNotification().url },
    buttons: { accept: 'Accept', decline: 'Decline', snooze: 'Snooze' },
    notCounted: 'No connection. Perhaps it was not counted: press again.',
    answers: { accept: 'https://leads.example/a/take' },
  })
  assert.equal(message?.urgency, 'high')
  assert.ok(Math.abs(Number(message?.ttl) - 7_200) < 60)
})

test('what comes later about a lead takes the place of what came before, also how it ended', async () => {
  await using harness = await browsers()
  const at = new Date('2026-03-02T14:42:00Z')
  await harness.notifier.send(aNotification())

  const sent = { ...aNotification(), providerId: 'x' }
  await harness.notifier.update?.(sent, { outcome: 'accepted', by: 'Jonas', at })

  const [first, second] = harness.push.received.messages
  assert.equal(second?.topic, first?.topic)
  assert.match(first?.topic ?? '', /^[\w-]{1,32}$/)
  assert.match(String(second?.payload.lines), /^Accepted by Jonas at 15:42/)
  assert.deepEqual(second?.payload.answers, {})
})

test('a browser that is gone is forgotten, and the others get the message', async () => {
  await using harness = await browsers(PATIENT_MS, 3)
  harness.push.unsubscribe(harness.addresses[1]?.endpoint ?? '')

  await harness.notifier.send(aNotification())

  assert.equal(harness.push.received.messages.length, 2)
  assert.deepEqual(
    harness.rows.map(({ endpoint }) => endpoint),
    [harness.addresses[0]?.endpoint, harness.addresses[2]?.endpoint],
  )
})

test('when the last browser is gone the rep is not reached any more', async () => {
  await using harness = await browsers()
  assert.equal(harness.notifier.reaches(mara), true)
  harness.push.unsubscribe(harness.addresses[0]?.endpoint ?? '')

  await assert.rejects(
    harness.notifier.send(aNotification()),
    (error) => error instanceof Refused && error.code === 'web-push-no-browser',
  )

  assert.equal(harness.notifier.reaches(mara), false)
})

test('the 406 by which Windows says "too often" is no refusal', async () => {
  await using harness = await browsers()
  harness.push.behave({ status: 406 })

  const failure = await unavailable(harness.notifier.send(aNotification()))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['web-push-rate-limited', false])
})

test('a service that asked to be left alone is, and browsers of another get their messages', async () => {
  await using harness = await browsers()
  await using other = await pushSandbox()
  harness.fail('rate-limit')
  await unavailable(harness.notifier.send(aNotification()))
  const asked = harness.push.received.calls

  const again = await unavailable(harness.notifier.send(aNotification()))
  const address = other.subscribe(KEYS.publicKey)
  const [row] = harness.rows
  assert.ok(row)
  harness.rows.push({ ...row, ...address, id: newId() })
  await harness.notifier.send(aNotification())

  assert.equal(again.code, 'channel-resting')
  assert.ok(again.notBefore)
  assert.equal(harness.push.received.calls, asked)
  assert.equal(other.received.messages.length, 1)
})
