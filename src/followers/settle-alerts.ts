import type { AlertState } from '../domain/alert.ts'
import type { AssignmentId } from '../domain/ids.ts'
import type { Follower, FollowerPorts } from '../ports/follower.ts'
import type { EndedOffer, SentAlert } from '../ports/notification-log.ts'
import type { Notifier } from '../ports/notifier.ts'
import { recipientOf } from './recipient-of.ts'

/**
 * Shows in every message that was sent about an offer how it ended, on the channels that can change
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
    const settled = await Promise.allSettled(
      ended.alerts.map((alert) => settle(alert, channels.get(alert.channel), state, ports)),
    )
    const failed = settled.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  },
}

async function settle(
  { providerId, repId, ...alert }: SentAlert,
  notifier: Notifier | undefined,
  state: AlertState,
  { configuration, publicUrl }: FollowerPorts,
): Promise<void> {
  if (notifier?.update === undefined) return
  const { reps } = (await configuration.current()).documents.teams
  const rep = reps.find(({ id }) => id === repId)
  if (rep === undefined) return
  const shown = { kind: 'offer', priority: 'normal', actions: [] } as const
  const url = `${publicUrl}/leads/${alert.leadId}`
  await notifier.update({ ...alert, ...shown, recipient: recipientOf(rep), url, providerId }, state)
}

async function stateOf(
  { status, at, repId }: EndedOffer,
  { configuration }: FollowerPorts,
): Promise<AlertState> {
  const { reps } = (await configuration.current()).documents.teams
  const by = reps.find(({ id }) => id === repId)?.name
  return { outcome: OUTCOMES[status], by, at }
}

const OUTCOMES = {
  acknowledged: 'accepted',
  declined: 'declined',
  expired: 'expired',
  closed: 'closed',
} as const
