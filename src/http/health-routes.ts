import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Readiness } from '../ports/readiness.ts'

/** For whoever runs us: is this process alive, and can the product as a whole work? */
export const healthRoutes: FastifyPluginAsyncZod<{ readonly readiness: Readiness }> = async (
  app,
  { readiness },
) => {
  app.get('/healthz', healthRoute, () => ({ alive: true as const }))
  app.get('/readyz', readyRoute, async (_request, reply) => {
    const { ready, problems } = await readiness.check()
    return reply.code(ready ? 200 : 503).send({ ready, problems: [...problems] })
  })
}

const config = { public: true } as const
const tags = ['Health']
const Ready = z.object({ ready: z.boolean(), problems: z.array(z.string()) })

const healthRoute = {
  config,
  schema: {
    tags,
    summary: 'This process is alive',
    response: { 200: z.object({ alive: z.literal(true) }) },
  },
}

const readyRoute = {
  config,
  schema: {
    tags,
    summary: 'The database answers and every stage and follower has a live process',
    response: { 200: Ready, 503: Ready },
  },
}
