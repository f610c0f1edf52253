import type { ContactByOther } from '../domain/alert-facts.ts'
import type { AlertText } from '../domain/alert-text.ts'
import type { Rep } from '../domain/documents/teams.ts'
import { Unavailable } from '../domain/failure.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Occasion, ToldOffer } from '../ports/notification-log.ts'
import type { Notification, Notifier, Recipient } from '../ports/notifier.ts'
import { outcomeOf, recordSent } from './record-sent.ts'

/** What somebody is told about one assignment. */
export type Alert = {
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  /** The step of the escalation it belongs to; empty for what the rep of the lead is told anyway. */
  readonly step: string
  /** That somebody else has reached the person. */
  readonly contact?: ContactByOther
  /** That an escalation has set the reader away, and has taken the lead from them. */
  readonly isSetAway?: true
}

/** An alert on its way to one person. */
export type Sending = {
  readonly lead: Lead
  readonly rep: Rep
  readonly recipient: Recipient
  readonly alert: Alert
  /** Its words on a channel. */
  readonly textOn: (channel: string) => AlertText
  readonly asked: Pick<Notification, 'kind' | 'priority' | 'actions'>
  readonly offer: ToldOffer
  /** When it is told with others at the latest; undefined for what is told at once. */
  readonly digestAt: Date | undefined
}

/**
 * Sends an alert on one channel, unless the channel has accepted or refused it before, and resolves with
 * whether it is told by it; a refusal is recorded. One that may have been sent is looked for first, where
 * the channel can. Rejects with `Unavailable` when it is to be tried again.
 */
export async function sendOn(
  notifier: Notifier,
  sending: Sending,
  ports: FollowerPorts,
): Promise<boolean> {
  const { channel } = notifier
  const { lead, rep, offer } = sending
  const { assignmentId, occasion, step } = sending.alert
  const about = { leadId: lead.id, assignmentId, occasion, step, repId: rep.id, channel }
  const text = sending.textOn(channel)
  const attempt = await ports.notifications.attempt({ ...about, ...text })
  if (attempt === undefined) return offer.states.get(channel) !== 'refused'

  const message = messageOf(attempt.id, text, sending, ports)
  const outcome = await outcomeOf(notifier, message, attempt.uncertainSince)
  if (outcome instanceof Unavailable) {
    await ports.notifications.failed(attempt, outcome)
    throw outcome
  }
  return recordSent(outcome, { ...about, notificationId: attempt.id }, ports)
}

function messageOf(
  id: string,
  text: AlertText,
  { lead, recipient, alert: { assignmentId }, asked, offer }: Sending,
  { publicUrl }: FollowerPorts,
): Notification {
  const isAsked = asked.actions.length > 0 && offer.acknowledgeBy !== undefined
  return {
    ...{ id, leadId: lead.id, assignmentId, ...text, ...asked },
    recipient,
    url: `${publicUrl}/leads/${lead.id}`,
    ...(isAsked ? { acknowledgeBy: offer.acknowledgeBy } : {}),
    ...(isTheirsToCall(lead, recipient.repId) ? { canCall: true } : {}),
  }
}

/** Whoever is told of somebody else's lead takes it first. */
export const isTheirsToCall = ({ repId, parts: { findings } }: Lead, told: string): boolean =>
  repId === told && findings?.phone !== undefined
