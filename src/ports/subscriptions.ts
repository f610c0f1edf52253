import type { LeadId, SubscriptionId } from '../domain/ids.ts'
import type { Secret } from '../domain/secret.ts'
import type { EventDelivery, Subscription, SubscriptionSettings } from '../domain/subscription.ts'
import type { Page, PageRequest } from './page.ts'

/** A subscription with the secret its events are signed with, which is shown this once. */
export type WithSecret = { readonly subscription: Subscription; readonly secret: Secret }

/** Which deliveries to send again: these events, or all that failed for good since a time. */
export type Redelivery =
  | { readonly eventIds: readonly (readonly [LeadId, version: number])[] }
  | { readonly failedSince: Date }

/**
 * Who is told of events. Every verb but `list` rejects with `Refused` (`subscription-unknown`) when
 * there is no such subscription.
 */
export type Subscriptions = {
  /**
   * Subscribes to what happens from now on. Rejects with `Refused` (`subscription-limit`) when
   * there are as many as may be.
   */
  create(settings: SubscriptionSettings): Promise<WithSecret>
  /** All of them, oldest first. */
  list(): Promise<readonly Subscription[]>
  find(id: SubscriptionId): Promise<Subscription>
  /** Changes what is given. What is due already goes to the new URL. */
  change(id: SubscriptionId, settings: Partial<SubscriptionSettings>): Promise<Subscription>
  /** Sends nothing until it is resumed; what is due waits. */
  pause(id: SubscriptionId): Promise<Subscription>
  /** Sends what is due, also after it was disabled. */
  resume(id: SubscriptionId): Promise<Subscription>
  /** A new secret; the one before signs too, for a day. */
  rotateSecret(id: SubscriptionId): Promise<WithSecret>
  remove(id: SubscriptionId): Promise<void>
  /** Has a test event sent to it alone, and resolves with its id. */
  sendTest(id: SubscriptionId): Promise<string>
  /** What was sent and what is due, latest first. */
  deliveries(
    id: SubscriptionId,
    page: PageRequest & { readonly state?: EventDelivery['state'] | undefined },
  ): Promise<Page<EventDelivery>>
  /**
   * Makes deliveries due at once, as if never tried. Resolves with how many, at most a few thousand
   * for one call: the oldest first.
   */
  redeliver(id: SubscriptionId, which: Redelivery): Promise<number>
}
