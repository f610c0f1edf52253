import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Refused } from '../domain/failure.ts'
import type { RepId } from '../domain/ids.ts'
import { isPushEndpoint } from '../domain/push-endpoint.ts'
import type { PushSubscriptions } from '../ports/push-subscriptions.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { IdPath, whole, wholeList } from './page-schema.ts'
import { EVERYONE } from './who-may.ts'

/** What these routes work on. */
export type PushPorts = {
  readonly pushSubscriptions: PushSubscriptions
  /** The public key by which push services know us. */
  readonly pushPublicKey: () => Promise<string>
  /** Whether browsers of this machine may have a push service on it, as in tests. */
  readonly pushToLoopback: boolean
}

/** The browsers in which a rep wants alerts. Each rep has their own and sees no others. */
export const pushRoutes: FastifyPluginAsyncZod<PushPorts> = async (app, ports) => {
  const { pushSubscriptions: subscriptions, pushPublicKey, pushToLoopback } = ports

  app.get('/v1/push/key', keyRoute, async () => ({ publicKey: await pushPublicKey() }))

  app.get('/v1/push/subscriptions', listRoute, async (request) =>
    whole((await subscriptions.of(repOf(callerOf(request)))).map(shown)),
  )

  app.post('/v1/push/subscriptions', addRoute, async (request, reply) => {
    const { endpoint, keys } = request.body
    if (!isPushEndpoint(endpoint, pushToLoopback)) {
      throw new Refused('push-endpoint-not-allowed', 'The endpoint is at no push service we know')
    }
    const added = await subscriptions.add(repOf(callerOf(request)), { endpoint, ...keys })
    return reply.status(201).send(shown(added))
  })

  app.delete('/v1/push/subscriptions/:id', removeRoute, async (request, reply) => {
    const { id } = request.params
    const removed = await subscriptions.remove(id, repOf(callerOf(request)))
    if (!removed) throw new Refused('push-subscription-unknown', 'The rep has no such browser')
    return reply.status(204).send()
  })
}

function repOf(caller: Caller): RepId {
  if (caller.repId !== undefined) return caller.repId
  throw new Refused('token-without-rep', `The token ${caller.name} names no rep`)
}

/** The address itself is a secret of the browser's. */
const shown = ({ id, endpoint, createdAt }: { id: string; endpoint: string; createdAt: Date }) => ({
  ...{ id, createdAt },
  service: new URL(endpoint).host,
})

const config = { roles: EVERYONE }
const tags = ['Notifications']

const Browser = z.object({ id: z.string(), service: z.string(), createdAt: z.date() })

/** 65 and 16 bytes in Base64url, as browsers write them. */
const Keys = z.strictObject({
  p256dh: z.string().regex(/^[\w-]{87}=?$/),
  auth: z.string().regex(/^[\w-]{22}(==)?$/),
})

const keyRoute = {
  config,
  schema: {
    tags,
    summary: 'The key that a browser is given when it subscribes (applicationServerKey)',
    response: { 200: z.object({ publicKey: z.string() }) },
  },
}

const listRoute = {
  config,
  schema: { tags, summary: 'Your browsers that get alerts', response: { 200: wholeList(Browser) } },
}

const addRoute = {
  config,
  schema: {
    tags,
    summary: 'Get alerts in this browser; what PushManager.subscribe() gave',
    body: z.object({ endpoint: z.url().max(1_000), keys: Keys }),
    response: { 201: Browser },
  },
}

const removeRoute = {
  config,
  schema: {
    tags,
    summary: 'Get no more alerts in a browser',
    params: IdPath,
    response: { 204: z.undefined().meta({ description: 'It is forgotten.' }) },
  },
}
