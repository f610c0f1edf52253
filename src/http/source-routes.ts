import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { SOURCE_KINDS } from '../domain/documents/sources.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { SourceActivities } from '../ports/source-activity.ts'
import { ALARM_CODES, type SourceAlarms } from '../ports/source-alarms.ts'
import { whole, wholeList } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** What the list of sources is made from. */
export type SourcePorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly sourceActivities: SourceActivities
  readonly sourceAlarms: SourceAlarms
}

const DAY_MS = 24 * 3_600_000
/** A week, so that what happens on working days only is seen on every day. */
const NOTICES_MS = 7 * DAY_MS

/** Where leads come from, what came lately and what made no lead, and what a person has to mend. */
export const sourceRoutes: FastifyPluginAsyncZod<SourcePorts> = async (app, ports) => {
  app.get('/v1/sources', listRoute, async () => {
    const now = ports.clock().getTime()
    const [{ documents }, activities, notices, alarms] = await Promise.all([
      ports.configuration.current(),
      ports.sourceActivities.since(new Date(now - DAY_MS)),
      ports.sourceActivities.noticesSince(new Date(now - NOTICES_MS)),
      ports.sourceAlarms.standing(),
    ])
    const items = documents.sources.sources.map(({ key, name, kind, paused }) => {
      const activity = activities.find(({ sourceKey }) => sourceKey === key)
      const alarm = alarms.find(({ sourceKey }) => sourceKey === key)
      return {
        ...{ key, name, kind, paused },
        leadsLastDay: activity?.leads ?? 0,
        unread: activity?.unread ?? 0,
        notices: notices
          .filter(({ sourceKey }) => sourceKey === key)
          .map(({ code, count }) => ({ code, count })),
        ...(activity && { lastReceivedAt: activity.lastReceivedAt }),
        ...(alarm && { alarm: { code: alarm.code, since: alarm.since, waiting: alarm.waiting } }),
      }
    })
    return whole(items)
  })
}

const listRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Sources'],
    summary: 'Where leads come from, and what a person has to mend there',
    response: {
      200: wholeList(
        z.object({
          key: z.string(),
          name: z.string(),
          kind: z.enum(SOURCE_KINDS),
          paused: z.boolean(),
          leadsLastDay: z.int(),
          lastReceivedAt: z.date().optional().meta({ description: 'Within the last day.' }),
          unread: z
            .int()
            .meta({ description: 'Leads of the last day that wait to be read from the vendor.' }),
          notices: z
            .array(z.object({ code: z.string(), count: z.int() }))
            .readonly()
            .meta({
              description:
                'Why parts of deliveries of the last seven days made no lead, most frequent first.',
            }),
          alarm: z
            .object({
              code: z.enum(ALARM_CODES),
              since: z.date(),
              waiting: z.enum(['leads', 'names']),
            })
            .optional()
            .meta({
              description:
                'Leads, or names of campaigns, wait until a person has mended this at the vendor.',
            }),
        }),
      ),
    },
  },
}
