import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { CanaryLog } from '../ports/canary-log.ts'
import { whole, wholeList } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** Where the state of canaries is read. */
export type CanaryPorts = { readonly canaries: Pick<CanaryLog, 'standing'> }

/** Whether the ways of leads are clear, as the canaries say. */
export const canaryRoutes: FastifyPluginAsyncZod<CanaryPorts> = async (app, { canaries }) => {
  app.get('/v1/canaries', listRoute, async () => whole(await canaries.standing()))
}

const Problem = z.object({
  code: z.enum([
    ...(['slow', 'skipped', 'stopped', 'lost', 'misrouted', 'not-told'] as const),
    ...(['credential', 'vendor-down'] as const),
  ]),
  about: z.string().meta({ description: 'A step, a channel, a CRM or a source.' }),
  detail: z.string(),
})

const Standing = z.object({
  routeId: z.string(),
  state: z.enum(['unknown', 'ok', 'failing']),
  since: z.date().optional(),
  checkedAt: z.date().optional(),
  okAt: z.date().optional(),
  tookMs: z.int().optional().meta({ description: 'Until the test rep was told.' }),
  problems: z.array(Problem).readonly(),
})

const listRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Operations'],
    summary: 'The canary of each route: whether the last one came through, and what was in its way',
    response: { 200: wholeList(Standing) },
  },
}
