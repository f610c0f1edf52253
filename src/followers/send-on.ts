import type { Rep } from '../domain/documents/teams.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Occasion, ToldOffer } from '../ports/notification-log.ts'
import type { Notification, NotificationReceipt, Notifier } from '../ports/notifier.ts'
import type { AlertText } from './alert-text.ts'
import { recipientOf } from './recipient-of.ts'

/** What somebody is told about one assignment. */
export type Alert = {
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  /** The step of the escalation it belongs to; empty for what the rep of the lead is told anyway. */
  readonly step: string
  readonly text: AlertText
}

/** An alert on its way to one person. */
export type Sending = {
  readonly lead: Lead
  readonly rep: Rep
  readonly alert: Alert
  readonly asked: Pick<Notification, 'kind' | 'priority' | 'actions'>
  readonly offer: ToldOffer
}

/**
 * Sends an alert on one channel, unless the channel has accepted or refused it before, and resolves with
 * whether it is told by it; a refusal is recorded. Rejects with `Unavailable` when it is to be tried again.
 */
export async function sendOn(
  notifier: Notifier,
  sending: Sending,
  ports: FollowerPorts,
): Promise<boolean> {
  const { channel } = notifier
  const { lead, rep, offer } = sending
  const { assignmentId, occasion, step, text } = sending.alert
  const about = { leadId: lead.id, assignmentId, occasion, step, repId: rep.id, channel }
  const id = await ports.notifications.attempt({ ...about, ...text })
  if (id === undefined) return offer.states.get(channel) !== 'refused'

  const outcome = await notifier.send(messageOf(id, sending, ports)).then(accepted, refused)
  if (outcome instanceof Unavailable) {
    await ports.notifications.failed(id, outcome.code)
    throw outcome
  }
  const event = eventOf(outcome, { ...about, notificationId: id, at: ports.clock() })
  await ports.leads.record(lead.id, (now) => ({
    event,
    // Whoever answered while this was under way has seen to the messages that were there.
    tasks: isOver(now, assignmentId) ? [{ follower: 'settle-alerts', subject: assignmentId }] : [],
  }))
  return !(outcome instanceof Refused)
}

function messageOf(
  id: string,
  { lead, rep, alert: { assignmentId, text }, asked, offer }: Sending,
  { publicUrl }: FollowerPorts,
): Notification {
  const isAsked = asked.actions.length > 0 && offer.acknowledgeBy !== undefined
  return {
    ...{ id, leadId: lead.id, assignmentId, ...text, ...asked },
    recipient: recipientOf(rep),
    url: `${publicUrl}/leads/${lead.id}`,
    ...(isAsked ? { acknowledgeBy: offer.acknowledgeBy } : {}),
  }
}

const isOver = (now: Lead, assignmentId: AssignmentId) =>
  now.assignmentId !== assignmentId || now.acknowledgedAt !== undefined

type About = Pick<
  Extract<LeadEvent, { type: 'RepNotified' }>,
  'at' | 'assignmentId' | 'repId' | 'channel' | 'notificationId'
>

function eventOf(outcome: Refused | NotificationReceipt, about: About): LeadEvent {
  const { at, assignmentId, repId, channel, notificationId } = about
  const facts = { at, assignmentId, channel, notificationId }
  return outcome instanceof Refused
    ? { type: 'NotificationFailed', ...facts, code: outcome.code }
    : { type: 'RepNotified', ...facts, repId, ...outcome }
}

const accepted = ({ providerId }: NotificationReceipt) => ({ providerId })

/** Our own failures are outcomes here; anything else is a fault and stays one. */
function refused(error: unknown): Refused | Unavailable {
  if (error instanceof Refused || error instanceof Unavailable) return error
  throw error
}
