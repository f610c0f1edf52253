import { isCanary } from '../domain/canaries/is-canary.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import { contactedAt } from '../domain/first-contact.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { Intake } from '../ports/intake.ts'
import type { LeadStore } from '../ports/lead-store.ts'
import type { LeadTraces } from '../ports/lead-traces.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Notifier } from '../ports/notifier.ts'

/** What measuring goes through. Without `traces` nothing is traced. */
export type Instruments = {
  readonly metrics: Metrics
  readonly traces: LeadTraces | undefined
  readonly clock: Clock
}

/** An intake that counts the leads it takes in, and how long sources waited for their answer. */
export function measuredIntake(intake: Intake, { metrics, traces, clock }: Instruments): Intake {
  return {
    async receive(delivery, ...rest) {
      const receipt = await intake.receive(delivery, ...rest)
      if (isCanary(delivery)) return receipt
      const { sourceKey: source, receivedAt } = delivery
      const endMs = clock().getTime()
      const startMs = receivedAt.getTime()
      metrics.observe('stl_stage_seconds', { stage: 'capture' }, (endMs - startMs) / 1_000)
      for (const { leadId, duplicate } of receipt.leads) {
        metrics.count('stl_leads_captured_total', { source, duplicate: `${duplicate}` })
        const outcome = duplicate ? 'duplicate' : 'passed'
        metrics.count('stl_stage_runs_total', { stage: 'capture', outcome, source })
        const attributes = { 'lead.id': leadId, 'lead.source': source }
        if (duplicate) continue
        traces?.add({ leadId, name: 'capture', startMs, endMs, attributes, failed: false })
      }
      return receipt
    },
  }
}

/** A channel that counts what became of its messages. */
export function measuredNotifier<T extends Notifier>(notifier: T, instruments: Instruments): T {
  const { channel } = notifier
  return {
    ...notifier,
    async send(notification) {
      const startMs = epochMs(performance.now())
      const tell = (outcome: string) => {
        instruments.metrics.count('stl_notifications_total', { channel, outcome })
        instruments.traces?.add({
          leadId: notification.leadId,
          name: `send ${channel}`,
          startMs,
          endMs: epochMs(performance.now()),
          attributes: { channel, outcome },
          failed: outcome !== 'accepted',
        })
      }
      try {
        const receipt = await notifier.send(notification)
        tell('accepted')
        return receipt
      } catch (error) {
        tell(error instanceof Unavailable ? 'unavailable' : kindOf(error))
        throw error
      }
    },
  }
}

const kindOf = (error: unknown) => (error instanceof Refused ? 'refused' : 'failed')

/** A moment of `performance.now()` in milliseconds since 1970. */
export const epochMs = (moment: number) => performance.timeOrigin + moment

/** A lead store that measures how soon people act, by the facts it records. */
export function measuredRecords(leads: LeadStore, { metrics }: Instruments): LeadStore {
  return {
    ...leads,
    async record(id, outcomeOf) {
      let event: LeadEvent | undefined
      const after = await leads.record(id, (lead) => {
        const outcome = outcomeOf(lead)
        event = outcome && firstOfItsKind(lead, outcome.event)
        return outcome
      })
      if (event !== undefined) measureAct(event, after, metrics)
      return after
    },
  }
}

function firstOfItsKind(before: Lead, event: LeadEvent): LeadEvent | undefined {
  if (event.type === 'AssignmentAcknowledged' && before.acknowledgedAt !== undefined) return
  if (event.type === 'FirstContactMade' && before.firstContactAt !== undefined) return
  return event
}

const ACTS: Partial<Record<LeadEvent['type'], string>> = {
  AssignmentAcknowledged: 'acknowledged',
  FirstContactMade: 'first_contact',
}

function measureAct(event: LeadEvent, { receivedAt }: Lead, metrics: Metrics): void {
  const until = ACTS[event.type]
  if (until === undefined) return
  const at = event.type === 'FirstContactMade' ? contactedAt(event) : event.at
  const seconds = (at.getTime() - receivedAt.getTime()) / 1_000
  metrics.observe('stl_speed_to_lead_seconds', { until }, seconds)
}
