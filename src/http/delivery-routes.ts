import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Refused } from '../domain/failure.ts'
import type { DeliveryId, LeadId } from '../domain/ids.ts'
import type { DeliveryReader } from '../ports/delivery-reader.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { Moment } from './time-asked.ts'
import { MANAGERS } from './who-may.ts'

/** Deliveries as they are kept, without what they say: that is personal, and for an export. */
export const deliveryRoutes: FastifyPluginAsyncZod<{
  readonly deliveries: DeliveryReader
}> = async (app, { deliveries }) => {
  app.get('/v1/deliveries', listRoute, async ({ query }) => {
    const { source: sourceKey, lead, since, until, ...page } = query
    const time = { since: momentOf(since), until: momentOf(until) }
    return deliveries.list({ ...page, ...time, sourceKey, leadId: lead as LeadId | undefined })
  })

  app.get('/v1/deliveries/:id', oneRoute, async ({ params: { id } }) => {
    const found = await deliveries.find(id as DeliveryId)
    if (found === undefined) throw new Refused('delivery-unknown', `No delivery ${id}`)
    return found
  })
}

const momentOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

const Delivery = z.object({
  id: z.uuid(),
  sourceKey: z.string(),
  receivedAt: z.date(),
  contentType: z.string(),
  verdict: z.enum(['authentic', 'unverified', 'stale']),
  bytes: z.int().meta({ description: 'How long the body is; 0 once it is erased.' }),
  erasedAt: z.date().optional().meta({ description: 'When all or some of it was erased.' }),
  leadIds: z
    .array(z.uuid())
    .readonly()
    .meta({ description: 'The leads it made or named. None of an event that is no lead.' }),
})

const config = { roles: MANAGERS }
const tags = ['Deliveries']

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'List deliveries, latest received first',
    description: 'Redeliveries are counted at their lead, and not kept.',
    querystring: PageQuery.extend({
      source: z.string().max(63).optional(),
      lead: z.uuid().optional(),
      since: Moment.optional().meta({ description: 'Received then or later.' }),
      until: Moment.optional().meta({ description: 'Received before then.' }),
    }),
    response: { 200: pageOf(Delivery) },
  },
}

const oneRoute = {
  config,
  schema: { tags, summary: 'One delivery', params: IdPath, response: { 200: Delivery } },
}
