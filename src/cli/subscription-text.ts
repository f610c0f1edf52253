import * as z from 'zod'
import { table } from './table.ts'

/** A subscription as the API shows it. */
export const Subscription = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    description: z.string(),
    include: z.array(z.string()),
    state: z.string(),
    disabledBecause: z.string().optional(),
    failingSince: z.string().optional(),
    lastAcceptedAt: z.string().optional(),
  })
  .loose()
type Subscription = z.infer<typeof Subscription>

export const SubscriptionList = z.object({ items: z.array(Subscription) })

const Delivery = z
  .object({
    eventId: z.string(),
    type: z.string(),
    state: z.string(),
    attempts: z.number(),
    nextAttemptAt: z.string().optional(),
    responseStatus: z.number().optional(),
    failure: z.string().optional(),
  })
  .loose()

export const DeliveryList = z.object({ items: z.array(Delivery) })

const WHY: Readonly<Record<string, string>> = {
  gone: 'it answered 410',
  failing: 'it accepted nothing for too many days',
}

/** One subscription for a person to read. */
export function subscriptionText(one: Subscription): string {
  const { id, url, events, description, include, state, disabledBecause } = one
  const because = disabledBecause === undefined ? '' : `, because ${WHY[disabledBecause]}`
  return `${id}  ${state}${because}\n${table([
    ['  url', url],
    ['  events', events.join(', ')],
    ...(include.length === 0 ? [] : [['  includes', include.join(', ')]]),
    ...(description === '' ? [] : [['  for', description]]),
    ['  accepted', one.lastAcceptedAt ?? 'nothing yet'],
    ...(one.failingSince === undefined ? [] : [['  failing since', one.failingSince]]),
  ])}`
}

/** The log of deliveries for a person to read. */
export function deliveriesText(items: z.infer<typeof DeliveryList>['items']): string {
  if (items.length === 0) return 'No deliveries.'
  return table(
    items.map((one) => [
      one.eventId,
      one.type,
      one.state,
      `${one.attempts} tried`,
      [one.responseStatus, one.failure, one.nextAttemptAt && `next ${one.nextAttemptAt}`]
        .filter((part) => part !== undefined)
        .join(', '),
    ]),
  )
}
