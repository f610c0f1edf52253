import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Documents } from '../domain/documents/documents.ts'
import { TimeZone } from '../domain/documents/vocabulary.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { RESPONSE_BUCKETS, SPEED_GROUPINGS, type SpeedStats } from '../ports/speed-stats.ts'
import { Moment, timeAsked } from './time-asked.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes read from. */
export type StatsPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly speedStats: SpeedStats
}

/** How fast we are, and what it brings. */
export const statsRoutes: FastifyPluginAsyncZod<StatsPorts> = async (app, ports) => {
  app.get('/v1/stats/speed', speedRoute, async ({ query: { by, timeZone, ...asked } }) => {
    const now = ports.clock()
    const time = timeAsked(asked, now)
    const { documents } = await ports.configuration.current()
    const query = { ...time, by, timeZone, now }
    const stats = await ports.speedStats.speed({ ...query, teamOfRep: teamsIn(documents) })
    return { ...time, by, ...stats }
  })
}

const teamsIn = ({ teams }: Documents) => new Map(teams.reps.map(({ id, teamId }) => [id, teamId]))

const SpeedQuery = z.object({
  from: Moment.optional().meta({ description: 'Leads received from then; 30 days before `to`.' }),
  to: Moment.optional().meta({ description: 'Leads received before then; now.' }),
  by: z.enum(SPEED_GROUPINGS).default('source'),
  // PostgreSQL reads a bare offset with its sign turned round, so only names are taken.
  timeZone: TimeZone.regex(/^[A-Za-z]/, 'use a name such as Europe/Berlin')
    .default('UTC')
    .meta({ description: 'For the grouping by hour.' }),
})

const Milliseconds = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).optional()
const Share = z.number().min(0).max(1).optional()

const Figures = z.object({
  leads: z.int(),
  decidedMs: Milliseconds,
  acknowledgedMs: Milliseconds,
  firstContactMs: Milliseconds,
  decidedInTime: Share.meta({ description: 'The share decided within ten seconds.' }),
})

const Speed = z.object({
  from: z.date(),
  to: z.date(),
  by: z.enum(SPEED_GROUPINGS),
  total: Figures,
  groups: z
    .array(Figures.extend({ key: z.string().optional() }))
    .readonly()
    .meta({ description: 'Largest first, at most 500; leads that have no key stand together.' }),
  conversion: z
    .array(
      z.object({
        bucket: z.enum(RESPONSE_BUCKETS),
        leads: z.int(),
        withOutcome: z.int(),
        qualified: z.int(),
        meeting: z.int(),
        won: z.int(),
        converted: Share.meta({
          description: 'Of those with an outcome, the share qualified, with a meeting, or won.',
        }),
      }),
    )
    .readonly()
    .meta({ description: 'By the time from receipt to first contact.' }),
})

const speedRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Statistics'],
    summary: 'How soon leads were decided, acknowledged and contacted; in milliseconds',
    description: 'From the time a lead was received. Test leads are left out.',
    querystring: SpeedQuery,
    response: { 200: Speed },
  },
}
