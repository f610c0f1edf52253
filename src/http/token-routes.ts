import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { thereIsNo } from '../domain/closest-name.ts'
import type { RepId } from '../domain/ids.ts'
import { ROLES } from '../ports/access.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { TokenOffice } from '../ports/token-office.ts'
import { callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { ADMINS, EVERYONE } from './who-may.ts'

/** What these routes ask. */
export type TokenPorts = {
  readonly tokens: TokenOffice
  readonly configuration: ConfigurationStore
}

/** Access for people and programs. */
export const tokenRoutes: FastifyPluginAsyncZod<TokenPorts> = async (
  app,
  { tokens, configuration },
) => {
  app.get('/v1/me', meRoute, async (request) => {
    const { name, role, repId } = callerOf(request)
    if (repId === undefined) return { name, role }
    const { teams } = (await configuration.current()).documents
    const rep = teams.reps.find(({ id }) => id === repId)
    return { name, role, repId, locale: rep?.locale ?? teams.locale }
  })

  app.post('/v1/tokens', createRoute, async (request, reply) => {
    const { name, role, repId } = request.body
    if (role === 'rep' && repId === undefined) {
      throw new InvalidFields([{ field: 'repId', reason: 'needed for the role rep' }])
    }
    if (repId !== undefined) {
      const { teams } = (await configuration.current()).documents
      const reps: readonly string[] = teams.reps.map(({ id }) => id)
      if (!reps.includes(repId)) {
        throw new InvalidFields([{ field: 'repId', reason: thereIsNo('rep', repId, reps) }])
      }
    }
    const { id, token } = await tokens.issue({ name, role, repId: repId as RepId | undefined })
    return reply.status(201).send({ id, name, role, repId, token })
  })
}

const meRoute = {
  config: { roles: EVERYONE },
  schema: {
    tags: ['Access'],
    summary: 'Whose token this is',
    response: {
      200: z.object({
        name: z.string(),
        role: z.enum(ROLES),
        repId: z.string().optional(),
        locale: z.string().optional().meta({
          description: 'The language of the rep (BCP 47), where the documents say one',
        }),
      }),
    },
  },
}

const createRoute = {
  config: { roles: ADMINS },
  schema: {
    tags: ['Access'],
    summary: 'Create a token; the answer is the only time it is shown',
    body: z.strictObject({
      name: z.string().min(1).max(100),
      role: z.enum(ROLES),
      repId: z.string().max(63).optional(),
    }),
    response: {
      201: z.object({
        id: z.uuid(),
        name: z.string(),
        role: z.enum(ROLES),
        repId: z.string().optional(),
        token: z.string(),
      }),
    },
  },
}
