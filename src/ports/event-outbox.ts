import type { EventOfLead } from '../domain/cloud-event.ts'
import type { NextOfDelivery, SendResult } from '../domain/delivery-schedule.ts'
import type { SubscriptionId } from '../domain/ids.ts'
import type { Secret } from '../domain/secret.ts'
import type { SubscriberHealth, Subscription } from '../domain/subscription.ts'

/** One event that is due at one receiver. */
export type DueEvent = {
  readonly sequence: string
  readonly eventId: string
  readonly type: string
  /** Undefined for a test event, and when nothing is left of the lead. */
  readonly ofLead: EventOfLead | undefined
  readonly at: Date
  /** How often sending it failed while the receiver was well. */
  readonly misses: number
}

/** What to send next to a receiver that is claimed. */
export type Batch = {
  readonly subscription: Subscription
  /** The newest first; the one before it while it is still good. */
  readonly secrets: readonly Secret[]
  readonly events: readonly DueEvent[]
}

/** How one event of a batch fared. */
export type Sent = {
  readonly sequence: string
  readonly result: SendResult
  readonly next: NextOfDelivery
  readonly at: Date
}

/**
 * What is due at subscribers. A process claims a receiver, sends batch after batch to it, and lets
 * go; a claim that is not renewed by `next` or `settle` lapses, and another process goes on. What
 * was sent and not settled is sent again.
 */
export type EventOutbox = {
  /**
   * Reads on in the log of events and notes who is to be told of what. Resolves with true when
   * there is more to read. Of several processes at once one reads; without a subscription none does.
   */
  collect(now: Date): Promise<boolean>
  /** Claims the receivers at which something is due, none of whom is claimed by another process. */
  claim(holder: string, now: Date): Promise<readonly SubscriptionId[]>
  /**
   * What is due next, at most `limit` events: of each lead the earliest, so that no event of a lead
   * is sent before an earlier one is settled for good. Only one while the receiver rests. Undefined
   * when nothing is due, or the claim has ended.
   */
  next(id: SubscriptionId, holder: string, limit: number, now: Date): Promise<Batch | undefined>
  /**
   * Records a batch and how the receiver does now. What happened to a delivery meanwhile stands;
   * resolves with false, the health unrecorded, when the claim has ended.
   */
  settle(
    id: SubscriptionId,
    holder: string,
    sent: readonly Sent[],
    health: SubscriberHealth,
  ): Promise<boolean>
  /** Lets go of a receiver, or of all of this holder. */
  release(holder: string, id?: SubscriptionId): Promise<void>
}
