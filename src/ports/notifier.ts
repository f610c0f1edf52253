import type { AlertAction, AlertKind, AlertPriority, AlertState } from '../domain/alert.ts'
import type { AssignmentId, LeadId } from '../domain/ids.ts'

/** Where one rep is reached on every channel; a channel without an address is passed over. */
export type Recipient = {
  readonly repId: string
  readonly name: string
  readonly email: string
  readonly slackUserId?: string
  /** In international notation: `+4790000000`. */
  readonly phone?: string
  readonly teamId?: string
  /** IANA name of the zone in which times are told. */
  readonly timeZone?: string
  /** The language they are told in (BCP 47); `en-GB` without it. */
  readonly locale?: string
  /** A team in place of a person, which is told in channels of its own; nobody answers for it by links. */
  readonly isTeam?: true
  /** Where a team is told in Slack. */
  readonly slackChannel?: string
}

/** One alert to one rep, in words, with what a channel needs to link and to tell repeats apart. */
export type Notification = {
  /** Stable for one alert on one channel, so that a channel that can will drop a repeat. */
  readonly id: string
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly recipient: Recipient
  readonly kind: AlertKind
  readonly priority: AlertPriority
  readonly title: string
  /** Plain text lines, most telling first. */
  readonly lines: readonly string[]
  readonly url: string
  /** What the rep can answer; none where nothing is asked of them. */
  readonly actions: readonly AlertAction[]
  /** Whether there is a number of the person, and it is this rep who should call it. */
  readonly canCall?: boolean
  /** By when an answer is asked for: later the message need not be delivered any more. */
  readonly acknowledgeBy?: Date
  /** Of a digest: its leads, each of them answered on its own. At most 20. */
  readonly items?: readonly DigestItem[]
}

/** One lead of a digest. */
export type DigestItem = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly text: string
  readonly url: string
  readonly actions: readonly AlertAction[]
  /** How its offer ended; nothing is asked about it any more. */
  readonly settled?: AlertState
}

/** What a channel said when it took the message. */
export type NotificationReceipt = { readonly providerId: string }

/**
 * Reaches a rep on one channel.
 *
 * Resolves once the channel has accepted the message, which is not proof that anyone has read it.
 * Where nobody knows whether a message was sent, because we crashed or no answer came, it is sent again
 * unless `find` finds it: a rep would rather hear twice than never. Rejects with `Unavailable` when trying again may help (with `mayHaveHappened` when it may
 * have been sent), and with `Refused` when it cannot.
 */
export type Notifier = {
  readonly channel: string
  /** False when this rep has no address on the channel. */
  reaches(recipient: Recipient): boolean
  /**
   * Which of the vendor's limits a message to them counts towards, where it has several: what is turned
   * away by one holds up no other. Undefined when the adapter itself sees to its limits.
   */
  lane?(recipient: Recipient): string | undefined
  send(notification: Notification): Promise<NotificationReceipt>
  /**
   * Looks for the message of this alert among those that the channel has taken since a time, and resolves
   * with its receipt; undefined when it has taken none. Only channels that can look have it. Rejects like
   * `send`.
   */
  find?(notification: Notification, since: Date): Promise<NotificationReceipt | undefined>
  /**
   * Shows in a message that was sent how its offer ended, and takes its buttons away. Only channels
   * that can change what they sent have it. Doing it again shows the same. Rejects like `send`; a
   * message that is gone or too old to be changed is no failure. Of a digest its items say which of them
   * have ended, and the rest of it stays as it is.
   */
  update?(sent: Notification & NotificationReceipt, state: AlertState): Promise<void>
}
