import * as z from 'zod'
import { EVENT_PATTERNS } from '../domain/public-events.ts'
import { DELIVERY_STATES, INCLUDES } from '../domain/subscription.ts'

const Pattern = z.enum(EVENT_PATTERNS as [string, ...string[]])

/** What whoever subscribes may choose; the URL is looked at by the route. */
const settings = {
  url: z.string().max(2_000).meta({ description: 'https; loopback may be http.' }),
  events: z
    .array(Pattern)
    .min(1)
    .max(EVENT_PATTERNS.length)
    .meta({ description: 'Types of events, or `lead.*` for all.' }),
  description: z.string().max(500),
  include: z
    .array(z.enum(INCLUDES))
    .max(INCLUDES.length)
    .meta({ description: '`contact`: name, mail address, phone, company. Without it: ids only.' }),
  disableAfterDays: z
    .int()
    .min(1)
    .max(30)
    .meta({ description: 'After so many days without one accepted event it is disabled.' }),
}

export const NewSubscription = z.strictObject({
  ...settings,
  description: settings.description.default(''),
  include: settings.include.default([]),
  disableAfterDays: settings.disableAfterDays.default(5),
})

export const SubscriptionChange = z.strictObject(settings).partial()

export const SubscriptionView = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.string()).readonly(),
    description: z.string(),
    include: z.array(z.enum(INCLUDES)).readonly(),
    disableAfterDays: z.int(),
    state: z.enum(['active', 'paused', 'disabled']),
    disabledBecause: z.enum(['gone', 'failing']).optional(),
    failures: z.int().meta({ description: 'Batches in a row of which nothing was accepted.' }),
    failingSince: z.date().optional(),
    restUntil: z.date().optional().meta({ description: 'It is left alone until then.' }),
    lastAcceptedAt: z.date().optional(),
    previousSecretUntil: z.date().optional(),
    createdAt: z.date(),
  })
  .meta({ id: 'Subscription' })

export const SubscriptionWithSecret = SubscriptionView.extend({
  secret: z.string().meta({ description: 'For verifying signatures. It is not shown again.' }),
}).meta({ id: 'SubscriptionWithSecret' })

export const DeliveryView = z
  .object({
    eventId: z.string(),
    type: z.string(),
    leadId: z.uuid().optional(),
    at: z.date(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    lastAttemptAt: z.date().optional(),
    nextAttemptAt: z.date().optional(),
    responseStatus: z.int().optional(),
    failure: z.string().optional(),
  })
  .meta({ id: 'EventDelivery' })
