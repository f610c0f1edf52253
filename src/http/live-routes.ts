import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { RepId } from '../domain/ids.ts'
import type { FeedEvent, LiveFeed } from '../ports/live-feed.ts'
import type { Log } from '../ports/log.ts'
import { callerOf } from './authenticate.ts'
import { eventStream } from './event-stream.ts'
import { liveBroadcast } from './live-broadcast.ts'
import { EVERYONE, ownView } from './who-may.ts'

/** What the live feed is made from. */
export type LivePorts = { readonly liveFeed: LiveFeed; readonly log: Log }

/**
 * Everything that happens to leads, as it happens. A reader that was cut off sends the last id it
 * saw, as browsers do by themselves, and misses nothing.
 */
export const liveRoutes: FastifyPluginAsyncZod<LivePorts> = async (app, { liveFeed, log }) => {
  const broadcast = liveBroadcast({ feed: liveFeed, log })
  // Before the server waits for open connections to end: these would not end by themselves.
  app.addHook('preClose', async () => broadcast.close())

  app.get('/v1/live', liveRoute, async (request, reply) => {
    const own = ownView(callerOf(request))
    const last = request.headers['last-event-id']
    const resumable = last !== undefined && (await liveFeed.knows(last))

    reply.hijack()
    const stream = eventStream(reply.raw, (event) => concerns(event, own))
    const from = await broadcast.follow(stream, resumable ? last : undefined)
    if (from === undefined) return
    stream.announce(last === undefined || resumable ? 'ready' : 'reset', from)
  })
}

/** A rep hears of leads they have, and of losing one. */
function concerns({ repId, data }: FeedEvent, own: RepId | undefined): boolean {
  return own === undefined || own === repId || own === data.repId
}

const liveRoute = {
  config: { roles: EVERYONE },
  // The framework would answer HEAD by opening a stream that nobody reads.
  exposeHeadRoute: false,
  schema: {
    tags: ['Live'],
    summary: 'Everything that happens to leads, as server-sent events',
    description:
      'Each event has as data `{ leadId, version, type, at, data }`, and an id: send the last one ' +
      'as `Last-Event-ID` to go on without loss. `ready` says that the stream has begun; `reset` ' +
      'that it could not go on from there, so load afresh.',
    headers: z.object({ 'last-event-id': z.string().max(200).optional() }),
    response: {
      200: {
        description: 'The stream of events.',
        content: { 'text/event-stream': { schema: z.string() } },
      },
    },
  },
}
