import type { FastifyPluginAsync } from 'fastify'
import { docsPage } from './docs-page.ts'

/** The API for people to read and for programs to load, made from the routes themselves. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  const route = { config: { public: true }, schema: { hide: true } } as const

  app.get('/docs', route, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  )

  app.get('/docs/openapi.json', route, (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  )
}
