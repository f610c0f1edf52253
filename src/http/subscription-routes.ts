import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Reach } from '../domain/address-kind.ts'
import type { SubscriptionId } from '../domain/ids.ts'
import { subscriberUrlProblem } from '../domain/subscriber-url.ts'
import type { Subscriptions, WithSecret } from '../ports/subscriptions.ts'
import { InvalidFields } from './invalid-fields.ts'
import { IdPath, whole, wholeList } from './page-schema.ts'
import {
  NewSubscription,
  SubscriptionChange,
  SubscriptionView,
  SubscriptionWithSecret,
} from './subscription-schemas.ts'
import { ADMINS, MANAGERS } from './who-may.ts'

/** What these routes ask. */
export type SubscriptionPorts = {
  readonly subscriptions: Subscriptions
  /** How far inside subscribers may be. */
  readonly eventsReach: Reach
}

/** Who is told of events. */
export const subscriptionRoutes: FastifyPluginAsyncZod<SubscriptionPorts> = async (app, ports) => {
  const { subscriptions, eventsReach } = ports
  const idOf = ({ params }: { params: { id: string } }) => params.id as SubscriptionId

  app.get('/v1/subscriptions', listRoute, async () => whole(await subscriptions.list()))
  app.get('/v1/subscriptions/:id', readRoute, (request) => subscriptions.find(idOf(request)))

  app.post('/v1/subscriptions', createRoute, async (request, reply) => {
    checkUrl(request.body.url, eventsReach)
    const created = await subscriptions.create(request.body)
    return reply.status(201).send(shown(created))
  })

  app.patch('/v1/subscriptions/:id', changeRoute, (request) => {
    const { url, ...others } = request.body
    if (url !== undefined) checkUrl(url, eventsReach)
    const given = Object.entries({ url, ...others }).filter(([, value]) => value !== undefined)
    return subscriptions.change(idOf(request), Object.fromEntries(given))
  })

  app.delete('/v1/subscriptions/:id', deleteRoute, async (request, reply) => {
    await subscriptions.remove(idOf(request))
    return reply.status(204).send(null)
  })

  app.post('/v1/subscriptions/:id/pause', pauseRoute, (one) => subscriptions.pause(idOf(one)))
  app.post('/v1/subscriptions/:id/resume', resumeRoute, (one) => subscriptions.resume(idOf(one)))
  app.post('/v1/subscriptions/:id/rotate-secret', rotateRoute, async (request) =>
    shown(await subscriptions.rotateSecret(idOf(request))),
  )
}

function checkUrl(url: string, reach: Reach): void {
  const reason = subscriberUrlProblem(url, reach)
  if (reason !== undefined) throw new InvalidFields([{ field: 'url', reason }])
}

const shown = ({ subscription, secret }: WithSecret) => ({
  ...subscription,
  secret: secret.reveal(),
})

const tags = ['Events']
const reading = { config: { roles: MANAGERS } }
const acting = { config: { roles: ADMINS } }

const one = { params: IdPath, response: { 200: SubscriptionView } }

const listRoute = {
  ...reading,
  schema: {
    tags,
    summary: 'Who is told of events',
    response: { 200: wholeList(SubscriptionView) },
  },
}
const readRoute = { ...reading, schema: { tags, summary: 'One subscription', ...one } }

const createRoute = {
  ...acting,
  schema: {
    tags,
    summary: 'Subscribe to events from now on; the answer is the only time its secret is shown',
    body: NewSubscription,
    response: { 201: SubscriptionWithSecret },
  },
}
const changeRoute = {
  ...acting,
  schema: { tags, summary: 'Change a subscription', body: SubscriptionChange, ...one },
}
const deleteRoute = {
  ...acting,
  schema: {
    tags,
    summary: 'End a subscription; what is due is not sent any more',
    params: IdPath,
    response: { 204: z.null() },
  },
}
const pauseRoute = {
  ...acting,
  schema: { tags, summary: 'Send nothing until it is resumed; what is due is kept', ...one },
}
const resumeRoute = {
  ...acting,
  schema: { tags, summary: 'Send again, also after it was disabled', ...one },
}
const rotateRoute = {
  ...acting,
  schema: {
    tags,
    summary: 'A new secret; the one before signs too, for a day',
    params: IdPath,
    response: { 200: SubscriptionWithSecret },
  },
}
