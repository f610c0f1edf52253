import type { Rep } from '../domain/documents/teams.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Task } from '../domain/task.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { Occasion } from '../ports/notification-log.ts'
import type { Notification, NotificationReceipt, Notifier, Recipient } from '../ports/notifier.ts'
import type { AlertText } from './alert-text.ts'
import { claimed } from './claimed.ts'

/** What a rep is told about one of their assignments. */
type Alert = {
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  readonly text: AlertText
}

/** The words of the alert about a lead. */
type TextOf = (lead: Lead, ports: FollowerPorts) => AlertText | Promise<AlertText>

/**
 * Tells the rep of the assignment a task is about, on every channel that reaches them; nobody when
 * the lead has another assignment by now. Channels do not wait for each other: one that is down is
 * tried again alone, and what a channel accepted is not sent again.
 */
export async function tellRep(
  task: Task,
  { occasion, textOf }: { occasion: Occasion; textOf: TextOf },
  ports: FollowerPorts,
): Promise<void> {
  const lead = await ports.leads.load(task.leadId)
  const { assignmentId, contactId } = lead
  if (assignmentId === undefined || assignmentId !== task.subject) return
  if (contactId === undefined) throw new Error(`Lead ${lead.id} is assigned without a contact`)

  await claimed(ports.contacts, contactId, `alert ${assignmentId}`, async () =>
    sendOnAll(lead, { assignmentId, occasion, text: await textOf(lead, ports) }, ports),
  )
}

/** Only what the claim lets in sends, so that a task that runs twice at once tells of it once. */
async function sendOnAll(lead: Lead, alert: Alert, ports: FollowerPorts) {
  const rep = await repOf(lead, ports)
  const channels = (await ports.notifiers()).filter((channel) => channel.reaches(recipientOf(rep)))
  const sent = await Promise.allSettled(
    channels.map((channel) => sendOn(channel, lead, alert, rep, ports)),
  )
  const failures = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  // A fault must not hide behind the outage of another channel, which nobody would look into.
  const fault = failures.find((failure) => !(failure instanceof Unavailable))
  if (failures.length > 0) throw fault ?? failures[0]
}

async function repOf(lead: Lead, { configuration }: FollowerPorts): Promise<Rep> {
  const { documents } = await configuration.current()
  const rep = documents.teams.reps.find(({ id }) => id === lead.repId)
  if (rep === undefined) throw new Refused('rep-unknown', `No rep ${lead.repId} is configured`)
  return rep
}

const recipientOf = ({
  id,
  name,
  email,
  slackUserId,
  phone,
  teamId,
  timeZone,
}: Rep): Recipient => ({
  ...{ repId: id, name, email, teamId, timeZone },
  ...(slackUserId === undefined ? {} : { slackUserId }),
  ...(phone === undefined ? {} : { phone }),
})

/** What kind of alert it is, how urgent, and what the rep can answer. */
function askedOf(
  lead: Lead,
  occasion: Occasion,
): Pick<Notification, 'kind' | 'priority' | 'actions'> {
  const isOffer = lead.state === 'assigned' && lead.acknowledgedAt === undefined
  const assigned = lead.state === 'attached' ? 'attached' : 'offer'
  return {
    kind: occasion === 'assigned' ? assigned : occasion,
    priority: PRIORITIES[lead.tier ?? 'warm'],
    actions: isOffer ? ['accept', 'decline'] : [],
  }
}

const PRIORITIES = { hot: 'high', warm: 'normal', cold: 'low' } as const

async function sendOn(
  notifier: Notifier,
  lead: Lead,
  { assignmentId, occasion, text }: Alert,
  rep: Rep,
  ports: FollowerPorts,
): Promise<void> {
  const { channel } = notifier
  const draft = { leadId: lead.id, assignmentId, occasion, repId: rep.id, channel, ...text }
  const id = await ports.notifications.attempt(draft)
  if (id === undefined) return

  const url = `${ports.publicUrl}/leads/${lead.id}`
  const asked = { ...askedOf(lead, occasion), recipient: recipientOf(rep), url }
  const sending = notifier.send({ id, ...draft, ...asked })
  const outcome = await sending.then(accepted, refused)
  if (outcome instanceof Unavailable) {
    await ports.notifications.failed(id, outcome.code)
    throw outcome
  }
  const at = ports.clock()
  await ports.leads.record(lead.id, () => ({
    event:
      outcome instanceof Refused
        ? {
            type: 'NotificationFailed',
            at,
            assignmentId,
            channel,
            notificationId: id,
            code: outcome.code,
          }
        : {
            type: 'RepNotified',
            at,
            assignmentId,
            repId: rep.id,
            channel,
            notificationId: id,
            ...outcome,
          },
  }))
}

const accepted = ({ providerId }: NotificationReceipt) => ({ providerId })

/** Our own failures are outcomes here; anything else is a fault and stays one. */
function refused(error: unknown): Refused | Unavailable {
  if (error instanceof Refused || error instanceof Unavailable) return error
  throw error
}
