import type { AssignmentId, LeadId, RepId } from '../domain/ids.ts'
import type { OfferEnd } from './notification-log.ts'

/** An offer that is told together with others of its rep. */
export type DigestEntry = {
  readonly assignmentId: AssignmentId
  readonly leadId: LeadId
  readonly repId: RepId
}

/** The digest an offer belongs to. */
export type Digest = {
  /** Of the offer whose task sends it, and the id of its message on every channel. */
  readonly id: AssignmentId
  readonly entries: readonly DigestEntry[]
  readonly takenAt: Date
  /** When it was told; undefined while that is not sure. */
  readonly toldAt: Date | undefined
}

/** How a digest fared on a channel: the vendor's id, or the code by which it was refused. */
export type SentDigest = { readonly providerId: string } | { readonly code: string }

/** One lead of a digest that a channel took, as it stands now. */
export type SentDigestItem = {
  readonly leadId: LeadId
  readonly assignmentId: AssignmentId
  readonly title: string
  readonly text: string
  /** Whether an answer is owed; not by who only hears of somebody they know. */
  readonly isAsked: boolean
  /** How its offer ended; undefined while it stands. */
  readonly ended: OfferEnd | undefined
}

/** How long whoever took a digest has to send it, before another of its offers may. */
export const DIGEST_LAPSE_MS = 10 * 60_000

/** Remembers which offers are told together, by whom, and what became of it. */
export type DigestLog = {
  /** Lets an offer wait; once, however often it is called. */
  join(entry: DigestEntry): Promise<void>
  /** The digest that an offer belongs to; undefined while it belongs to none. */
  of(assignmentId: AssignmentId): Promise<Digest | undefined>
  /**
   * Makes a digest of an offer and others of its rep that wait, at most `MOST_IN_DIGEST`; gives the one it
   * belongs to where that was taken less than `DIGEST_LAPSE_MS` ago. Whoever took it keeps it by calling this
   * again, with the same offers. Of two at once one takes it.
   */
  take(entry: DigestEntry, now: Date): Promise<Digest>
  /** Notes that a digest has been told. */
  told(id: AssignmentId, at: Date): Promise<void>
  /** By channel, where it was accepted or refused. */
  sent(id: AssignmentId): Promise<ReadonlyMap<string, SentDigest>>
  /** The leads of a message that a channel took, in the order in which it shows them. */
  items(id: AssignmentId, channel: string): Promise<readonly SentDigestItem[]>
}
