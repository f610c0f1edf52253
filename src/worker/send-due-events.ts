import { CLOUD_EVENT_TYPE, leadCloudEvent, testCloudEvent } from '../domain/cloud-event.ts'
import { deliveryAfter, healthAfter, type SendResult } from '../domain/delivery-schedule.ts'
import type { SubscriptionId } from '../domain/ids.ts'
import { webhookHeaders } from '../domain/sign-webhook.ts'
import { TEST_EVENT } from '../domain/subscription.ts'
import type { Clock } from '../ports/clock.ts'
import type { Batch, DueEvent, EventOutbox, Sent } from '../ports/event-outbox.ts'
import type { EventSender } from '../ports/event-sender.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'

/** What sending needs. */
export type SendingParts = {
  readonly outbox: EventOutbox
  readonly sender: EventSender
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'count' | 'observe'>
  /** Names this installation in events. */
  readonly publicUrl: string
  /** Names this process in claims. */
  readonly holder: string
}

/** To one receiver at once: it keeps a quick one busy, and asks little of one that is small. */
const AT_ONCE = 10

/**
 * Sends a claimed receiver all that is due, batch after batch, and lets go of it. Rejects as the
 * outbox does, or when the signal aborts; then what was sent and not recorded will be sent again.
 */
export async function sendDueEvents(
  id: SubscriptionId,
  parts: SendingParts,
  signal: AbortSignal,
): Promise<void> {
  const { outbox, holder, clock } = parts
  while (!signal.aborted) {
    const batch = await outbox.next(id, holder, AT_ONCE, clock())
    if (batch === undefined) break
    const results = await Promise.all(batch.events.map((due) => sendOne(due, batch, parts, signal)))
    if (!(await settle(batch, results, parts))) break
  }
  await outbox.release(holder, id)
}

async function sendOne(
  due: DueEvent,
  { subscription, secrets }: Batch,
  { sender, clock, publicUrl }: SendingParts,
  signal: AbortSignal,
): Promise<SendResult> {
  const body = bodyOf(due, publicUrl)
  if (body === undefined) return { outcome: 'failed', failure: 'lead-gone' }
  const signed = webhookHeaders({ id: due.eventId, body, at: clock() }, secrets)
  const headers = { 'content-type': CLOUD_EVENT_TYPE, 'user-agent': 'speed-to-lead', ...signed }
  return await sender.send({ url: subscription.url, headers, body }, signal)
}

function bodyOf({ type, eventId, at, ofLead }: DueEvent, publicUrl: string): string | undefined {
  if (type === TEST_EVENT) return testCloudEvent(publicUrl, eventId, at)
  return ofLead && leadCloudEvent(publicUrl, ofLead)
}

/** False when the receiver was disabled, or is another process's by now. */
async function settle(
  { subscription, events }: Batch,
  results: readonly SendResult[],
  { outbox, holder, clock, log, metrics }: SendingParts,
): Promise<boolean> {
  const at = clock()
  const sent = events.map(({ sequence, misses }, index): Sent => {
    const result = results[index] as SendResult
    return { sequence, result, at, next: deliveryAfter(result, misses, subscription, at) }
  })
  const asked = results.filter((result) => !isAboutNobody(result))
  const health = healthAfter(subscription, asked, at)
  const isOurs = await outbox.settle(subscription.id, holder, sent, health)

  for (const [index, { at: happenedAt }] of events.entries()) {
    const { outcome } = results[index] as SendResult
    metrics.count('stl_event_attempts_total', { subscription: subscription.id, outcome })
    if (outcome === 'accepted') {
      const seconds = (at.getTime() - happenedAt.getTime()) / 1_000
      metrics.observe('stl_event_delivery_seconds', {}, seconds)
    }
  }
  if (isOurs && health.state === 'disabled') {
    const { disabledBecause: because, failingSince } = health
    log.error(
      { subscription: subscription.id, because, failingSince },
      'A subscription was disabled',
    )
  }
  return isOurs && health.state === 'active'
}

/** Nothing was sent, so it says nothing about the receiver. */
const isAboutNobody = (result: SendResult) =>
  result.outcome === 'failed' && result.failure === 'lead-gone'
