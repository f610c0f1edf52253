import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { ReviewItemId } from '../domain/ids.ts'
import { RESOLUTIONS, REVIEW_KINDS, type Resolution } from '../domain/review-item.ts'
import type { ReviewInbox } from '../ports/review-inbox.ts'
import { callerOf } from './authenticate.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { problem } from './problem.ts'
import { MANAGERS } from './who-may.ts'

/** The inbox of everything a person must decide. */
export const reviewRoutes: FastifyPluginAsyncZod<{ readonly reviews: ReviewInbox }> = async (
  app,
  { reviews },
) => {
  app.get('/v1/reviews', listRoute, ({ query: { kind, ...query } }) =>
    reviews.list({ ...query, kinds: kind === undefined ? [] : [kind].flat() }),
  )

  app.post('/v1/reviews/:id/resolve', resolveRoute, async (request, reply) => {
    const id = request.params.id as ReviewItemId
    const { resolution } = request.body
    const { item, decidedNow } = await reviews.resolve(id, resolution, callerOf(request).name)
    if (decidedNow) return item

    const who = `${item.resolvedBy} at ${item.resolvedAt?.toISOString()}`
    const detail = `Already resolved as ${item.resolution} by ${who}.`
    return problem(reply, {
      status: 409,
      code: 'review-resolved',
      title: 'Already resolved',
      detail,
    })
  })
}

const config = { roles: MANAGERS }
const tags = ['Reviews']

const Item = z.object({
  id: z.uuid(),
  kind: z.enum(REVIEW_KINDS),
  leadId: z.uuid(),
  contactId: z.uuid().optional(),
  otherContactId: z.uuid().optional().meta({ description: 'Who may be the same person.' }),
  reasons: z.array(z.string()).readonly(),
  details: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
  resolvedAt: z.date().optional(),
  resolvedBy: z.string().optional(),
  resolution: z.string().optional(),
})

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'What a person must decide: open items first',
    querystring: PageQuery.extend({
      state: z.enum(['open', 'resolved']).optional(),
      kind: z
        .union([z.enum(REVIEW_KINDS), z.array(z.enum(REVIEW_KINDS))])
        .optional()
        .meta({ description: 'Of this kind only; several when it is given several times.' }),
    }),
    response: { 200: pageOf(Item) },
  },
}

const ALL_RESOLUTIONS = Object.values(RESOLUTIONS).flat() as [Resolution, ...Resolution[]]

const resolveRoute = {
  config,
  schema: {
    tags,
    summary: 'Decide an item; the first decision stands',
    description: Object.entries(RESOLUTIONS)
      .map(([kind, allowed]) => `\`${kind}\`: ${allowed.join(' or ')}`)
      .join('; '),
    params: IdPath,
    body: z.strictObject({ resolution: z.enum(ALL_RESOLUTIONS) }),
    response: { 200: Item },
  },
}
