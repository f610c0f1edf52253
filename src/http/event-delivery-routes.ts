import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { LeadId, SubscriptionId } from '../domain/ids.ts'
import { DELIVERY_STATES } from '../domain/subscription.ts'
import type { Redelivery } from '../ports/subscriptions.ts'
import { InvalidFields } from './invalid-fields.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import type { SubscriptionPorts } from './subscription-routes.ts'
import { DeliveryView } from './subscription-schemas.ts'
import { ADMINS, MANAGERS } from './who-may.ts'

/** What subscribers were sent, and sending it again. */
export const eventDeliveryRoutes: FastifyPluginAsyncZod<SubscriptionPorts> = async (
  app,
  { subscriptions },
) => {
  const idOf = ({ params }: { params: { id: string } }) => params.id as SubscriptionId

  app.get('/v1/subscriptions/:id/deliveries', listRoute, (request) =>
    subscriptions.deliveries(idOf(request), request.query),
  )

  app.post('/v1/subscriptions/:id/test', testRoute, async (request, reply) => {
    const eventId = await subscriptions.sendTest(idOf(request))
    return reply.status(202).send({ eventId })
  })

  app.post('/v1/subscriptions/:id/redeliver', redeliverRoute, async (request) => ({
    redelivered: await subscriptions.redeliver(idOf(request), redeliveryOf(request.body)),
  }))
}

const EVENT_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(\d{1,9})$/

const Redeliver = z.strictObject({
  eventIds: z.array(z.string().regex(EVENT_ID, 'not the id of an event')).max(1_000).optional(),
  failedSince: z.coerce.date().optional(),
})

function redeliveryOf({ eventIds, failedSince }: z.infer<typeof Redeliver>): Redelivery {
  if (eventIds !== undefined && failedSince === undefined) {
    return { eventIds: eventIds.map(placeOf) }
  }
  if (eventIds === undefined && failedSince !== undefined) return { failedSince }
  throw new InvalidFields([{ field: 'eventIds', reason: 'give either this or failedSince' }])
}

function placeOf(eventId: string): readonly [LeadId, number] {
  const [, leadId = '', version = ''] = EVENT_ID.exec(eventId) ?? []
  return [leadId as LeadId, Number(version)]
}

const tags = ['Events']

const listRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'What a subscriber was sent and what is due, latest first, for thirty days',
    params: IdPath,
    querystring: PageQuery.extend({ state: z.enum(DELIVERY_STATES).optional() }),
    response: { 200: pageOf(DeliveryView) },
  },
}
const testRoute = {
  config: { roles: ADMINS },
  schema: {
    tags,
    summary: 'Send a test event to this subscriber alone; the deliveries say how it went',
    params: IdPath,
    response: { 202: z.object({ eventId: z.string() }) },
  },
}
const redeliverRoute = {
  config: { roles: ADMINS },
  schema: {
    tags,
    summary: 'Send again: these events, or the oldest 5,000 that were given up since a time',
    params: IdPath,
    body: Redeliver,
    response: { 200: z.object({ redelivered: z.int() }) },
  },
}
