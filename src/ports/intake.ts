import type { ChatNotes, ConversationPart } from '../domain/conversation.ts'
import type { DeliveryId, LeadId } from '../domain/ids.ts'
import type { LeadForm } from '../domain/lead-form.ts'

/** One raw request as a source sent it. Kept as it came until its retention ends. */
export type Delivery = {
  readonly id: DeliveryId
  readonly sourceKey: string
  readonly receivedAt: Date
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /**
   * `authentic` when a secret proved it, `unverified` when the source has none, `stale` when the
   * proof is right but was made too long ago.
   */
  readonly verdict: 'authentic' | 'unverified' | 'stale'
  /** None when every part made a lead. */
  readonly notices?: Notices
}

/** One lead of a delivery, ready to travel. */
export type CapturedLead = {
  readonly id: LeadId
  /** Repeated by a redelivery: the source's own id, or a hash of the body. Unique per source. */
  readonly dedupeKey: string
  /**
   * Another key that makes this a duplicate, while its lead is younger than ten minutes: the hash
   * of a body belongs to a time slot, and the slot before this one counts too.
   */
  readonly previousDedupeKey?: string
  readonly form: LeadForm
  /** Why a person should look before anyone is told of it, as stable codes. */
  readonly doubts?: readonly string[]
  /** The source that a canary stands for. */
  readonly canaryOf?: string
  /** The conversation it comes from. */
  readonly chat?: ChatNotes
  /** The stage it starts at, when that is not the first. */
  readonly startsAt?: string
}

/** How many parts of a delivery made no lead, by the code that says why. */
export type Notices = Readonly<Record<string, number>>

/** What a delivery came to. A duplicate names the lead its first delivery made. */
export type Receipt = {
  readonly leads: readonly { readonly leadId: LeadId; readonly duplicate: boolean }[]
}

/** Takes deliveries in, and starts their leads on the way. */
export type Intake = {
  /**
   * Resolves once the delivery, its leads and their jobs are committed together; only then may
   * the source be answered with success. A redelivery creates nothing and counts up. `withdrawn`
   * are the dedupe keys of leads that people took back at the source.
   *
   * Parts of conversations are added to what is kept of them, message by message. A conversation
   * becomes a lead once, when it is an inquiry; the receipt names the leads of those that are.
   *
   * Rejects with `Unavailable` (`database-down`) when nothing was committed.
   */
  receive(
    delivery: Delivery,
    leads: readonly CapturedLead[],
    withdrawn?: readonly string[],
    conversations?: readonly ConversationPart[],
  ): Promise<Receipt>
}
