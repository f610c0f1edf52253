import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { docsPage } from './docs-page.ts'
import { failuresPage } from './failures-page.ts'

const FAILURES = new URL('../../docs/failures.md', import.meta.url)

/**
 * The API for people to read and for programs to load, made from the routes themselves, and what
 * its problems mean.
 */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  const route = { config: { public: true }, schema: { hide: true } } as const

  app.get('/docs', route, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  )

  const failures = failuresPage(await readFile(FAILURES, 'utf8'))
  app.get('/docs/failures', route, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(failures),
  )

  app.get('/docs/openapi.json', route, (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  )
}
