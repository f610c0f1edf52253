import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Refused } from '../domain/failure.ts'
import type { DeliveryId } from '../domain/ids.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Log } from '../ports/log.ts'
import { REPLAY_EFFECTS, type ReplayedDelivery, type Replays } from '../ports/replays.ts'
import { callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { API_SOURCE } from './lead-request.ts'
import { IdPath } from './page-schema.ts'
import { Moment } from './time-asked.ts'
import { ADMINS } from './who-may.ts'

/** What these routes work on. */
export type ReplayPorts = {
  readonly replays: Replays
  readonly configuration: ConfigurationStore
  readonly clock: Clock
  readonly log: Log
}

/** Kept deliveries through the present mapping. */
export const replayRoutes: FastifyPluginAsyncZod<ReplayPorts> = async (app, ports) => {
  const { replays, clock, log } = ports

  app.post('/v1/deliveries/:id/replay', oneRoute, async (request) => {
    const dryRun = request.body?.dryRun ?? false
    const done = await replays.one(request.params.id as DeliveryId, { dryRun })
    log.info({ by: callerOf(request).name, dryRun, effects: countsOf([done]) }, 'Replayed')
    return done
  })

  app.post('/v1/sources/:key/replay', sourceRoute, async (request) => {
    const { key: sourceKey } = request.params
    const { dryRun, limit, cursor } = request.body
    await checkSource(sourceKey, ports)
    const time = timeOf(request.body, clock())
    const { items, nextCursor } = await replays.page(
      { sourceKey, ...time, limit, cursor },
      { dryRun },
    )
    const effects = countsOf(items)
    log.info({ by: callerOf(request).name, sourceKey, dryRun, effects }, 'Replayed')
    return { ...time, effects, items, nextCursor }
  })
}

/** Sources have their keys in the documents, but for that of our own API. */
async function checkSource(sourceKey: string, { configuration }: ReplayPorts): Promise<void> {
  const { documents } = await configuration.current()
  if (sourceKey === API_SOURCE) return
  if (documents.sources.sources.some(({ key }) => key === sourceKey)) return
  throw new Refused('source-unknown', 'No source has this key')
}

function timeOf({ since, until }: z.infer<typeof SourceReplay>, now: Date) {
  const time = { since: new Date(since), until: until === undefined ? now : new Date(until) }
  if (until === undefined || time.since < time.until) return time
  throw new InvalidFields([{ field: 'until', reason: 'must be after since' }])
}

function countsOf(items: readonly ReplayedDelivery[]): Record<string, number> {
  return Object.fromEntries(
    REPLAY_EFFECTS.flatMap((effect) => {
      const count = items.filter((item) => item.effect === effect).length
      return count === 0 ? [] : [[effect, count]]
    }),
  )
}

const Effect = z.enum(REPLAY_EFFECTS).meta({
  description:
    'The strongest of its leads, in this order: `failed`; `created`, a lead was made; `changed`, ' +
    'a lead that nobody has got another form and goes again; `decided`, a decided one was ' +
    'completed, and nobody is offered it again; `erased`; `unchanged`.',
})

const Replayed = z.object({
  deliveryId: z.uuid(),
  sourceKey: z.string(),
  receivedAt: z.date(),
  effect: Effect,
  why: z.string().optional().meta({ description: 'A stable code.' }),
  leads: z
    .array(
      z.object({
        leadId: z.uuid().optional(),
        effect: z.enum(REPLAY_EFFECTS),
        why: z.string().optional().meta({ description: 'A stable code.' }),
        fields: z
          .array(z.string())
          .readonly()
          .optional()
          .meta({ description: 'The fields of its form that are others now.' }),
      }),
    )
    .readonly(),
})

const SourceReplay = z.strictObject({
  since: Moment.meta({ description: 'Deliveries received then or later.' }),
  until: Moment.optional().meta({ description: 'Deliveries received before then; now.' }),
  dryRun: z.boolean().default(false),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

const config = { roles: ADMINS }
const tags = ['Deliveries']

const oneRoute = {
  config,
  schema: {
    tags,
    summary: 'Run a kept delivery through the present mapping',
    description:
      'Repeating it changes nothing. What proved the delivery is not proved again. With `dryRun` ' +
      'only says what it would do.',
    params: IdPath,
    body: z.strictObject({ dryRun: z.boolean().default(false) }).nullish(),
    response: { 200: Replayed },
  },
}

const sourceRoute = {
  config,
  schema: {
    tags,
    summary: 'Run kept deliveries of a source through the present mapping, oldest first',
    description:
      'Works on one page of them, in a transaction for each delivery, and answers before it takes ' +
      'long; ask again with `nextCursor`, and with the `since` and `until` of the answer.',
    params: z.object({ key: z.string().min(1).max(63) }),
    body: SourceReplay,
    response: {
      200: z.object({
        since: z.date(),
        until: z.date(),
        effects: z.record(z.string(), z.int()),
        items: z.array(Replayed).readonly(),
        nextCursor: z.string().nullable(),
      }),
    },
  },
}
