import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagerSandbox, SANDBOX_PAGER_SECRET } from '../../../sandbox/pager-sandbox.ts'
import { PATIENT_MS, unavailable } from '../../../test/contracts/fault.ts'
import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aDigest, aNotification } from '../../../test/support/a-notification.ts'
import { httpBehaviour } from '../../../test/support/arrange-fault.ts'
import type { Reach } from '../../domain/address-kind.ts'
import { Refused } from '../../domain/failure.ts'
import { webhookEventSender } from './event-sender.ts'
import { webhookNotifier } from './notifier.ts'

const { recipient: mara } = aNotification()
const links = async () => ({ accept: 'https://leads.example/a/take' })

async function pager(timeLimitMs = PATIENT_MS, reach: Reach = 'loopback') {
  const receiver = await pagerSandbox({ repIds: [mara.repId] })
  const sender = webhookEventSender({ reach, clock: () => new Date(), timeLimitMs })
  const notifier = (secret: string) =>
    webhookNotifier({ url: `${receiver.url}/alerts`, secret, sender, links, timeLimitMs })
  return {
    receiver,
    notifier: notifier(SANDBOX_PAGER_SECRET),
    intruder: notifier(`whsec_${Buffer.alloc(32, 6).toString('base64')}`),
    known: mara,
    unknown: { ...mara, repId: 'gone' },
    fail: (fault: Parameters<typeof httpBehaviour>[0]) => receiver.behave(httpBehaviour(fault)),
    arrived: () => receiver.received.messages.map(({ title }) => title ?? ''),
    async [Symbol.asyncDispose]() {
      sender.close()
      await receiver.close()
    },
  }
}

notifierContract('webhookNotifier', pager, { namesTime: true })

test('a receiver is told for whom it is, how urgent, and by which links it is answered', async () => {
  await using harness = await pager()
  const alert = aNotification()

  await harness.notifier.send(alert)

  const [message] = harness.receiver.received.messages
  assert.equal(message?.id, alert.id)
  const { type, kind, priority, answers, leadId } = message ?? {}
  assert.deepEqual(
    { type, kind, priority, answers, leadId },
    {
      ...{ type: 'alert.sent', kind: 'offer', priority: 'high', leadId: alert.leadId },
      answers: { accept: 'https://leads.example/a/take' },
    },
  )
})

test('it is told how the offer ended', async () => {
  await using harness = await pager()
  const alert = aNotification()
  const at = new Date('2026-03-02T14:42:00Z')

  const sent = { ...alert, providerId: alert.id }
  await harness.notifier.update?.(sent, { outcome: 'accepted', by: 'Jonas', at })

  const [message] = harness.receiver.received.messages
  assert.deepEqual([message?.id, message?.type], [`${alert.id}.settled`, 'alert.settled'])
  assert.deepEqual([message?.outcome, message?.by, message?.at], ['accepted', 'Jonas', at.toJSON()])
})

test('an address beyond reach is not called', async () => {
  await using harness = await pager(PATIENT_MS, 'public')

  await assert.rejects(
    harness.notifier.send(aNotification()),
    (error) => error instanceof Refused && error.code === 'alert-webhook-address-invalid',
  )
  assert.equal(harness.receiver.received.calls, 0)
})

test('410 means that the receiver wants no more', async () => {
  await using harness = await pager()
  harness.receiver.behave({ status: 410 })

  await assert.rejects(
    harness.notifier.send(aNotification()),
    (error) => error instanceof Refused && error.code === 'alert-webhook-gone',
  )
})

test('when nobody listens nothing was sent', async () => {
  await using harness = await pager()
  await harness.receiver.close()

  const failure = await unavailable(harness.notifier.send(aNotification()))

  assert.deepEqual([failure.code, failure.mayHaveHappened], ['alert-webhook-unreachable', false])
})

test('a secret in another notation is refused, and is not quoted', () => {
  const sender = webhookEventSender({ reach: 'public', clock: () => new Date() })
  assert.throws(
    () => webhookNotifier({ url: 'https://pager.example', secret: 'hunter2', sender, links }),
    (error) => error instanceof Refused && !error.message.includes('hunter2'),
  )
})

test('a digest comes with its leads, each with links that answer it', async () => {
  await using harness = await pager()
  const digest = aDigest()
  const [first] = digest.items ?? []
  assert.ok(first)

  await harness.notifier.send(digest)
  const at = new Date('2026-03-02T14:42:00Z')
  const settled = { outcome: 'accepted', by: 'Jonas', at } as const
  const items = [{ ...first, settled }, ...(digest.items ?? []).slice(1)]
  await harness.notifier.update?.({ ...digest, items, providerId: digest.id }, settled)

  const [sent, ended, ...others] = harness.receiver.received.messages
  assert.partialDeepStrictEqual(sent, {
    kind: 'digest',
    items: [{ leadId: first.leadId, answers: { accept: 'https://leads.example/a/take' } }, {}],
  })
  assert.partialDeepStrictEqual(ended, { type: 'alert.settled', leadId: first.leadId, by: 'Jonas' })
  assert.deepEqual(others, [])
})
