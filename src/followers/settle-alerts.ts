import type { AlertState } from '../domain/alert.ts'
import type { AssignmentId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { SentDigestItem } from '../ports/digest-log.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import type { Occasion, OfferEnd, SentAlert } from '../ports/notification-log.ts'
import type { DigestItem, Notification, Notifier, Recipient } from '../ports/notifier.ts'
import { digestNotification } from './digest-notification.ts'
import { recipientOf, teamRecipientOf } from './recipient-of.ts'
import { isTheirsToCall } from './send-on.ts'

/**
 * Shows in every message that was sent about an offer how it ended, and when its person was reached, on the channels that can change
 * what they sent, so that nobody presses a button that does nothing any more. Doing it again shows the
 * same. A channel that is down is tried again, and keeps no other from it.
 */
export const settleAlerts: Follower = {
  name: 'settle-alerts',
  async run(task, ports) {
    const ended = await ports.notifications.ended(task.subject as AssignmentId)
    if (ended === undefined) return
    const channels = new Map((await ports.notifiers()).map((one) => [one.channel, one]))
    const state = await stateOf(ended, ports)
    const lead = await ports.leads.load(task.leadId)
    const settled = await Promise.allSettled(
      ended.alerts.map((alert) =>
        settle(alert, { notifier: channels.get(alert.channel), state, lead }, ports),
      ),
    )
    const failed = settled.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  },
}

type Settled = {
  readonly notifier: Notifier | undefined
  readonly state: AlertState
  readonly lead: Lead
}

async function settle(
  { providerId, repId, digestId, occasion, ...alert }: SentAlert,
  { notifier, state, lead }: Settled,
  ports: FollowerPorts,
): Promise<void> {
  if (notifier?.update === undefined) return
  const recipient = await recipientNamed(repId, occasion, ports)
  if (recipient === undefined) return
  const url = `${ports.publicUrl}/leads/${alert.leadId}`
  // Whoever has taken it calls from the message that they took it by.
  const canCall = lead.assignmentId === alert.assignmentId && isTheirsToCall(lead, recipient.repId)
  const asked = { kind: 'offer', priority: 'normal', actions: [], canCall } as const
  const shown = { ...asked, recipient, url }
  const message: Notification | undefined =
    digestId === undefined
      ? { ...alert, ...shown }
      : await digestNow(digestId, alert.channel, recipient, ports)
  if (message !== undefined) await notifier.update({ ...message, providerId }, state)
}

async function recipientNamed(repId: RepId, occasion: Occasion, { configuration }: FollowerPorts) {
  const { teams } = (await configuration.current()).documents
  const rep = teams.reps.find(({ id }) => id === repId)
  if (occasion !== 'team') return rep && recipientOf(rep, teams)
  const team = teams.teams.find(({ id }) => id === rep?.teamId)
  return team && teamRecipientOf(team, teams)
}

/** The message as it would be sent now: some of its offers have ended, and the others can be answered. */
async function digestNow(
  digestId: AssignmentId,
  channel: string,
  recipient: Recipient,
  ports: FollowerPorts,
): Promise<Notification | undefined> {
  const { publicUrl } = ports
  const rows = await ports.digests.items(digestId, channel)
  const [first] = rows
  if (first === undefined) return undefined
  const items = await Promise.all(rows.map((row) => itemNow(row, ports)))
  return digestNotification({ id: digestId, title: first.title, items, recipient, publicUrl })
}

async function itemNow(
  { leadId, assignmentId, text, isAsked, ended }: SentDigestItem,
  ports: FollowerPorts,
): Promise<DigestItem> {
  const url = `${ports.publicUrl}/leads/${leadId}`
  const about = { leadId, assignmentId, text, url }
  if (ended === undefined) return { ...about, actions: isAsked ? ['accept', 'decline'] : [] }
  return { ...about, actions: [], settled: await stateOf(ended, ports) }
}

async function stateOf(
  { status, at, repId, firstContactAt }: OfferEnd,
  { configuration }: FollowerPorts,
): Promise<AlertState> {
  const { reps } = (await configuration.current()).documents.teams
  const by = reps.find(({ id }) => id === repId)?.name
  return { outcome: OUTCOMES[status], by, at, ...(firstContactAt && { firstContactAt }) }
}

const OUTCOMES = {
  acknowledged: 'accepted',
  declined: 'declined',
  expired: 'expired',
  closed: 'closed',
} as const
