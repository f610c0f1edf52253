import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { Refused } from '../domain/failure.ts'
import type { RepId } from '../domain/ids.ts'
import type { NotificationInbox } from '../ports/notification-inbox.ts'
import { type AlertPreviewPorts, alertPreviewRoutes } from './alert-preview-routes.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { Alert } from './lead-schemas.ts'
import { IdPath, PageQuery, pageOf } from './page-schema.ts'
import { EVERYONE } from './who-may.ts'

/** What the routes about alerts work on. */
export type NotificationPorts = AlertPreviewPorts & { readonly notifications: NotificationInbox }

/** A rep's alerts inside the product, whose words only the rep sees; and what alerts would say. */
export const notificationRoutes: FastifyPluginAsyncZod<NotificationPorts> = async (app, ports) => {
  const { notifications } = ports
  app.register(alertPreviewRoutes, ports)

  app.get('/v1/notifications', listRoute, (request) =>
    notifications.list(repOf(callerOf(request)), request.query),
  )

  app.post('/v1/notifications/:id/read', readRoute, async (request, reply) => {
    await notifications.markRead(request.params.id, repOf(callerOf(request)))
    return reply.status(204).send()
  })
}

function repOf(caller: Caller): RepId {
  if (caller.repId !== undefined) return caller.repId
  throw new Refused('token-without-rep', `The token ${caller.name} names no rep`)
}

const config = { roles: EVERYONE }
const tags = ['Notifications']

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'The alerts of the rep whose token this is, latest first',
    querystring: PageQuery,
    response: {
      200: pageOf(Alert.extend({ title: z.string(), lines: z.array(z.string()).readonly() })),
    },
  },
}

const readRoute = {
  config,
  schema: {
    tags,
    summary: 'Mark an alert as read',
    params: IdPath,
    response: { 204: z.undefined().meta({ description: 'It is marked as read.' }) },
  },
}
