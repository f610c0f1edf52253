import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { isFailure, Refused } from '../domain/failure.ts'
import type { ChannelCallbacks } from '../ports/channel-callbacks.ts'
import type { Log } from '../ports/log.ts'
import { takeBodiesAsBytes } from './bodies-as-bytes.ts'
import { plainHeaders } from './plain-headers.ts'
import { type CallbackPorts, takeCallback } from './take-callback.ts'

/** What the addresses need that vendors call back. */
export type ChannelCallbackPorts = CallbackPorts & {
  readonly log: Log
  /** How vendors reach the product: signatures cover the address that they were given. */
  readonly publicUrl: string
  /** By the name of the channel; those that are configured and listen. */
  readonly callbacks: () => Promise<ReadonlyMap<string, ChannelCallbacks>>
}

/** Vendors send a few kilobytes. */
const BODY_LIMIT = 262_144

/** Where vendors tell us of pressed buttons, replies and deliveries. Each signs what it sends. */
export const channelCallbackRoutes: FastifyPluginAsync<ChannelCallbackPorts> = async (
  app,
  ports,
) => {
  takeBodiesAsBytes(app, BODY_LIMIT)
  app.post<Params>('/v1/channels/:channel/callback', route, async (request, reply) => {
    const { channel } = request.params
    const listener = (await ports.callbacks()).get(channel)
    if (listener === undefined) {
      throw new Refused('channel-unknown', 'No configured channel of this name takes callbacks')
    }
    const callback = readOf(listener, request, ports)
    const words = await takeCallback(channel, callback, ports)
    const { status, headers, body } = await listener.reply(callback, words)
    return reply.code(status).headers(headers).send(Buffer.from(body))
  })
}

type Params = { Params: { channel: string } }

function readOf(
  listener: ChannelCallbacks,
  request: FastifyRequest<Params>,
  ports: ChannelCallbackPorts,
) {
  try {
    return listener.read({
      url: `${ports.publicUrl}${request.url}`,
      headers: plainHeaders(request.headers),
      bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      at: ports.clock(),
    })
  } catch (error) {
    const { channel } = request.params
    // A wrong secret looks like a forger, and nobody would notice that buttons do nothing.
    if (isFailure(error)) ports.log.warn({ channel, code: error.code }, 'A callback was refused')
    throw error
  }
}

const route = {
  config: { public: true },
  schema: {
    tags: ['Channels'],
    summary: 'Where Slack and Twilio tell of pressed buttons, replies and deliveries',
    description: 'Signed by the vendor, with the secret of the channel. Answered as it expects.',
  },
} as const
