import type { EscalationOccasion } from '../domain/alert-subject.ts'
import type { Unavailable } from '../domain/failure.ts'
import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'

/**
 * Why somebody is told: they got the lead, its visitor asks for a person, its person turned out to be
 * somebody else's, late data speak for somebody else, somebody else has reached its person, or it is not
 * answered. The second to fourth take the place of whatever the rep was told before, the first never; the
 * others stand for themselves, those of an escalation one for each step.
 * `team` is an escalation that is told in the channel of the rep's team.
 */
export type Occasion =
  | 'assigned'
  | 'hand-off'
  | 'joined'
  | 'swap'
  | 'contacted'
  | EscalationOccasion

/** One alert about to be sent on one channel. */
export type NotificationDraft = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly occasion: Occasion
  /** The step of the escalation it belongs to; empty when it belongs to none. */
  readonly step: string
  /** Who is told; with the occasion `team` it is their team, in its channel. */
  readonly repId: RepId
  readonly channel: string
  readonly title: string
  readonly lines: readonly string[]
  /** The digest by which it is told, whose title and line it has then. */
  readonly digestId?: AssignmentId
}

/** An alert that a channel took, as it was sent. */
export type SentAlert = Omit<NotificationDraft, 'step'> & {
  readonly id: string
  readonly providerId: string
}

/** An offer, and how one person has been told of it, or of one step after it. */
export type ToldOffer = {
  readonly offeredAt: Date
  /** By when an answer is owed; undefined where none is. */
  readonly acknowledgeBy: Date | undefined
  /** By channel, where it was tried. */
  readonly states: ReadonlyMap<string, 'sending' | 'accepted' | 'refused' | 'read'>
}

/** How an offer ended, and with whom. */
export type OfferEnd = {
  readonly status: 'acknowledged' | 'declined' | 'expired' | 'closed'
  readonly at: Date
  /** Who has the lead now, or whoever declined it or let it pass. */
  readonly repId: RepId
  /** When whoever took the lead by it, or somebody else, reached the person. */
  readonly firstContactAt: Date | undefined
}

/** How an offer ended, and what was sent about it. */
export type EndedOffer = OfferEnd & { readonly alerts: readonly SentAlert[] }

/** One attempt to send an alert. */
export type AlertAttempt = {
  /** The same for every attempt. */
  readonly id: string
  /** Since when an attempt before this one may have sent it, by the clock of the database. */
  readonly uncertainSince: Date | undefined
}

/** Remembers every alert before it is sent, so that what is known to be sent is not sent again. */
export type NotificationLog = {
  /**
   * Notes an attempt, which may have sent the alert until something else is noted of it. Undefined when
   * the alert has been accepted or refused already, or another took its place: there is nothing
   * left to send.
   */
  attempt(draft: NotificationDraft): Promise<AlertAttempt | undefined>
  /** Notes why an attempt failed, as a stable code, and whether it may have sent the alert all the same. */
  failed(
    attempt: AlertAttempt,
    failure: Pick<Unavailable, 'code' | 'mayHaveHappened'>,
  ): Promise<void>
  /** The offer an alert is about, as it is told so far. Fails for one that is not known. */
  offer(about: Pick<NotificationDraft, 'assignmentId' | 'repId' | 'step'>): Promise<ToldOffer>
  /** How an offer ended; undefined while it stands, and for one that is not known. */
  ended(assignmentId: AssignmentId): Promise<EndedOffer | undefined>
}
