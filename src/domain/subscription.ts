import type { LeadId, SubscriptionId } from './ids.ts'

/** `disabled`: we stopped sending by ourselves. Like a paused one it is sent nothing, and keeps what is due. */
export type SubscriptionState = 'active' | 'paused' | 'disabled'

/** Why we stopped: the receiver said 410, or accepted nothing for too many days. */
export type DisabledBecause = 'gone' | 'failing'

/** What an event may carry beside ids, codes and numbers. */
export const INCLUDES = ['contact'] as const
export type Include = (typeof INCLUDES)[number]

/** What whoever subscribes chooses. */
export type SubscriptionSettings = {
  readonly url: string
  /** Types, or `lead.*` for all. */
  readonly events: readonly string[]
  readonly description: string
  readonly include: readonly Include[]
  /** After so many days without one accepted event it is disabled. */
  readonly disableAfterDays: number
}

/** How the receiver has been doing lately. */
export type SubscriberHealth = {
  readonly state: SubscriptionState
  readonly disabledBecause: DisabledBecause | undefined
  /** Batches in a row of which nothing was accepted. */
  readonly failures: number
  readonly failingSince: Date | undefined
  /** Left alone until then. */
  readonly restUntil: Date | undefined
}

/** Somebody who is told of events. */
export type Subscription = SubscriptionSettings &
  SubscriberHealth & {
    readonly id: SubscriptionId
    readonly createdAt: Date
    readonly lastAcceptedAt: Date | undefined
    /** Until then the secret before the last rotation signs too. */
    readonly previousSecretUntil: Date | undefined
  }

/** `failed`: given up, until somebody asks for it again. */
export const DELIVERY_STATES = ['pending', 'accepted', 'failed'] as const

/** One event for one subscription, as the log shows it. */
export type EventDelivery = {
  readonly eventId: string
  readonly type: string
  readonly leadId: LeadId | undefined
  readonly at: Date
  readonly state: (typeof DELIVERY_STATES)[number]
  readonly attempts: number
  readonly lastAttemptAt: Date | undefined
  /** Undefined when there will be none by itself. */
  readonly nextAttemptAt: Date | undefined
  readonly responseStatus: number | undefined
  /** Why the last attempt was no success. */
  readonly failure: string | undefined
}

/** The type of the event that only tests whether a receiver works. It is about no lead. */
export const TEST_EVENT = 'subscription.test'

/** The id of an event, the same each time it is sent: of its lead, and of its place there. */
export const eventIdOf = (leadId: string, version: number) => `${leadId}_${version}`
