import type { Rep } from '../domain/documents/teams.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { LeadEvent } from '../domain/lead-event.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Occasion } from '../ports/notification-log.ts'
import type { NotificationReceipt, Notifier } from '../ports/notifier.ts'
import type { AlertText } from './alert-text.ts'
import { askedOf } from './asked-of.ts'
import { recipientOf } from './recipient-of.ts'

/** What somebody is told about one assignment. */
export type Alert = {
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  /** The step of the escalation it belongs to; empty for what the rep of the lead is told anyway. */
  readonly step: string
  readonly text: AlertText
}

/**
 * Tells one person on every channel that reaches them. Channels do not wait for each other: one that is
 * down is tried again alone, and what a channel accepted is not sent again. To be called by one task at
 * a time for each assignment.
 */
export async function tellPerson(
  lead: Lead,
  rep: Rep,
  alert: Alert,
  ports: FollowerPorts,
): Promise<void> {
  const channels = (await ports.notifiers()).filter((channel) => channel.reaches(recipientOf(rep)))
  const sent = await Promise.allSettled(
    channels.map((channel) => sendOn(channel, lead, alert, rep, ports)),
  )
  const failures = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  // A fault must not hide behind the outage of another channel, which nobody would look into.
  const fault = failures.find((failure) => !(failure instanceof Unavailable))
  if (failures.length > 0) throw fault ?? failures[0]
}

async function sendOn(
  notifier: Notifier,
  lead: Lead,
  { assignmentId, occasion, step, text }: Alert,
  rep: Rep,
  ports: FollowerPorts,
): Promise<void> {
  const { channel } = notifier
  const { sla } = (await ports.configuration.current()).documents
  const about = { leadId: lead.id, assignmentId, occasion, step, repId: rep.id, channel }
  const id = await ports.notifications.attempt({ ...about, ...text })
  if (id === undefined) return

  const url = `${ports.publicUrl}/leads/${lead.id}`
  const asked = { ...askedOf(lead, about, sla), recipient: recipientOf(rep), url }
  const outcome = await notifier
    .send({ id, leadId: lead.id, assignmentId, ...text, ...asked })
    .then(accepted, refused)
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
