import type { AlertAction } from '../domain/alert.ts'
import type { DigestText } from '../domain/alert-text.ts'
import { Unavailable } from '../domain/failure.ts'
import type { AssignmentId, RepId } from '../domain/ids.ts'
import type { Lead } from '../domain/lead.ts'
import type { Digest } from '../ports/digest-log.ts'
import type { FollowerPorts } from '../ports/follower.ts'
import type { AlertAttempt } from '../ports/notification-log.ts'
import type { Notification, Notifier, Recipient } from '../ports/notifier.ts'
import { digestNotification } from './digest-notification.ts'
import { outcomeOf, recordSent } from './record-sent.ts'

/** A lead that a digest tells of. */
export type DigestMember = {
  readonly lead: Lead
  readonly assignmentId: AssignmentId
  readonly actions: readonly AlertAction[]
}

/** A digest on its way to one rep. */
export type DigestSending = {
  readonly digest: Digest
  readonly recipient: Recipient
  readonly repId: RepId
  readonly members: readonly DigestMember[]
  /** Its words on a channel about some of its members, in their order. */
  readonly textOn: (channel: string, members: readonly DigestMember[]) => DigestText
}

type Attempt = {
  readonly member: DigestMember
  readonly alert: AlertAttempt
  readonly text: string
}

/**
 * Sends a digest on one channel, unless the channel has accepted or refused it before, and resolves with
 * whether it is told by it. What became of it is recorded for each of its leads. Rejects with `Unavailable` when
 * it is to be tried again.
 */
export async function sendDigestOn(
  notifier: Notifier,
  sending: DigestSending,
  ports: FollowerPorts,
): Promise<boolean> {
  const { channel } = notifier
  const before = (await ports.digests.sent(sending.digest.id)).get(channel)
  const attempts = await attemptsOf(channel, sending, ports)
  if (attempts.length === 0) return before === undefined || !('code' in before)

  // We may have been killed between sending and noting it for every lead.
  const outcome =
    before ??
    (await outcomeOf(
      notifier,
      messageOf(channel, attempts, sending, ports),
      uncertainSince(attempts),
    ))
  if (outcome instanceof Unavailable) {
    await Promise.all(attempts.map(({ alert }) => ports.notifications.failed(alert, outcome)))
    throw outcome
  }
  const { repId } = sending
  const told = await Promise.all(
    attempts.map(({ member: { lead, assignmentId }, alert }) => {
      const about = { leadId: lead.id, assignmentId, repId, channel, notificationId: alert.id }
      return recordSent(outcome, about, ports)
    }),
  )
  return told.every(Boolean)
}

/**
 * Since when the message of all of them may have been sent; undefined when it was not. A lead that was in none
 * must be told, whatever was sent of the others.
 */
function uncertainSince(attempts: readonly Attempt[]): Date | undefined {
  const since = attempts.flatMap(({ alert }) => alert.uncertainSince ?? [])
  if (since.length < attempts.length) return undefined
  return since.sort((a, b) => a.getTime() - b.getTime()).at(0)
}

/** Notes an attempt for each lead; those that were told already, alone or by an earlier digest, are left out. */
async function attemptsOf(
  channel: string,
  { digest, repId, members, textOn }: DigestSending,
  { notifications }: FollowerPorts,
): Promise<readonly Attempt[]> {
  const { title, items } = textOn(channel, members)
  const noted = await Promise.all(
    members.map(async (member, place): Promise<readonly Attempt[]> => {
      const { lead, assignmentId } = member
      const text = items[place] ?? ''
      const about = { leadId: lead.id, assignmentId, repId, channel, digestId: digest.id }
      const words = { title, lines: text.split('\n') }
      const draft = { ...about, ...words, occasion: 'assigned', step: '' } as const
      const alert = await notifications.attempt(draft)
      return alert === undefined ? [] : [{ member, alert, text }]
    }),
  )
  return noted.flat()
}

/** The message for those leads, on one channel. */
function messageOf(
  channel: string,
  attempts: readonly Attempt[],
  { digest, recipient, textOn }: DigestSending,
  { publicUrl }: FollowerPorts,
): Notification {
  const items = attempts.map(({ member: { lead, assignmentId, actions }, text }) => ({
    ...{ leadId: lead.id, assignmentId, text, actions, url: `${publicUrl}/leads/${lead.id}` },
  }))
  const { title } = textOn(
    channel,
    attempts.map(({ member }) => member),
  )
  return digestNotification({ id: digest.id, title, items, recipient, publicUrl })
}
