import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { IdentityIndexUpkeep } from '../ports/identity-index-upkeep.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes ask. */
export type IdentityIndexPorts = { readonly identityIndexUpkeep: IdentityIndexUpkeep }

/** The index by which contacts are found that may be one person. */
export const identityIndexRoutes: FastifyPluginAsyncZod<IdentityIndexPorts> = async (
  app,
  { identityIndexUpkeep },
) => {
  app.get('/v1/index', showRoute, () => identityIndexUpkeep.progress())

  app.post('/v1/index/rebuild', rebuildRoute, async (_request, reply) =>
    reply.status(202).send(await identityIndexUpkeep.beginAnew()),
  )
}

const config = { roles: MANAGERS }
const tags = ['Contacts']
const Progress = z
  .object({
    contacts: z.int().meta({ description: 'Filed since it was last begun anew.' }),
    startedAt: z.date().optional(),
    finishedAt: z.date().optional().meta({ description: 'Absent while it is being made.' }),
  })
  .meta({ id: 'IndexProgress' })

const showRoute = {
  config,
  schema: {
    tags,
    summary: 'How far the index of contacts has been made',
    response: { 200: Progress },
  },
}

const rebuildRoute = {
  config,
  schema: {
    tags,
    summary: 'Make the index of contacts anew, and its copy in Redis, while both are used',
    response: { 202: Progress },
  },
}
