import { Refused, Unavailable } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Notification, Notifier } from '../ports/notifier.ts'

/** What a channel made of an alert: the vendor's id, or the code by which it refused. */
export type SentOutcome = { readonly providerId: string } | { readonly code: string }

/** Which alert it was. */
export type AboutSent = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly repId: RepId
  readonly channel: string
  readonly notificationId: string
}

/**
 * Sends an alert, or finds the one that may have been sent since a time, where the channel can look. Our own
 * failures are outcomes here; anything else is a fault and stays one.
 */
export async function outcomeOf(
  notifier: Notifier,
  notification: Notification,
  uncertainSince: Date | undefined,
): Promise<SentOutcome | Unavailable> {
  try {
    const found = uncertainSince && (await notifier.find?.(notification, uncertainSince))
    const { providerId } = found ?? (await notifier.send(notification))
    return { providerId }
  } catch (error) {
    if (error instanceof Refused) return { code: error.code }
    if (error instanceof Unavailable) return error
    throw error
  }
}

/** Records what became of an alert, and resolves with whether the rep is told by it. */
export async function recordSent(
  outcome: SentOutcome,
  about: AboutSent,
  { leads, clock }: Pick<FollowerPorts, 'leads' | 'clock'>,
): Promise<boolean> {
  const event = eventOf(outcome, about, clock())
  const { leadId, assignmentId } = about
  await leads.record(leadId, (now) => ({
    event,
    // Whoever answered while this was under way has seen to the messages that were there.
    tasks: isOver(now, assignmentId) ? [{ follower: 'settle-alerts', subject: assignmentId }] : [],
  }))
  return !('code' in outcome)
}

const isOver = (now: Lead, assignmentId: AssignmentId) =>
  now.assignmentId !== assignmentId || now.acknowledgedAt !== undefined

function eventOf(outcome: SentOutcome, about: AboutSent, at: Date): LeadEvent {
  const { assignmentId, repId, channel, notificationId } = about
  const facts = { at, assignmentId, channel, notificationId }
  return 'code' in outcome
    ? { type: 'NotificationFailed', ...facts, code: outcome.code }
    : { type: 'RepNotified', ...facts, repId, providerId: outcome.providerId }
}
