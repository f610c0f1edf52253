import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { channelNames } from '../domain/documents/channel-names.ts'
import { whatToMend } from '../domain/what-to-mend.ts'
import type { AlertRefusals } from '../ports/alert-refusals.ts'
import type { ChannelAlarms } from '../ports/channel-alarms.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { whole, wholeList } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** What the list of channels is made from. */
export type ChannelPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly channelAlarms: ChannelAlarms
  readonly alertRefusals: AlertRefusals
}

const DAY_MS = 24 * 3_600_000

/** By which channels reps are told, what a person has to mend there, and whom they do not reach. */
export const channelRoutes: FastifyPluginAsyncZod<ChannelPorts> = async (app, ports) => {
  app.get('/v1/channels', listRoute, async () => {
    const [{ documents }, alarms, refusals] = await Promise.all([
      ports.configuration.current(),
      ports.channelAlarms.standing(),
      ports.alertRefusals.since(new Date(ports.clock().getTime() - DAY_MS)),
    ])
    const items = channelNames(documents.channels).map((channel) => {
      const alarm = alarms.find((one) => one.channel === channel)
      return {
        channel,
        ...(alarm && { alarm: { ...mended(alarm), since: alarm.since } }),
        refusals: refusals
          .filter((one) => one.channel === channel)
          .map(({ repId, count, lastAt, ...one }) => ({ ...mended(one), repId, count, lastAt })),
      }
    })
    return whole(items)
  })
}

function mended({ code }: { readonly code: string }) {
  const mend = whatToMend(code)
  return { code, ...(mend === undefined ? {} : { mend }) }
}

const Trouble = z.object({
  code: z.string(),
  mend: z.string().optional().meta({ description: 'What a person can do about it.' }),
})

const listRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Channels'],
    summary: 'By which channels reps are told, and what a person has to mend there',
    response: {
      200: wholeList(
        z.object({
          channel: z.string(),
          alarm: Trouble.extend({ since: z.date() }).optional().meta({
            description: 'Nobody is told by it until a person has mended this.',
          }),
          refusals: z
            .array(Trouble.extend({ repId: z.string(), count: z.int(), lastAt: z.date() }))
            .readonly()
            .meta({ description: 'Whom it did not reach within the last day, and why.' }),
        }),
      ),
    },
  },
}
