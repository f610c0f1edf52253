import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { DeadLetters } from '../ports/dead-letters.ts'
import { DeadLetter } from './lead-schemas.ts'
import { PageQuery, pageOf, whole, wholeList } from './page-schema.ts'
import { MANAGERS } from './who-may.ts'

/** Given-up work, and the way to set it going again. */
export const deadLetterRoutes: FastifyPluginAsyncZod<{
  readonly deadLetters: DeadLetters
}> = async (app, { deadLetters }) => {
  app.get('/v1/dead-letters', listRoute, (request) => deadLetters.list(request.query))

  app.post('/v1/dead-letters/redrive', redriveRoute, async (request) =>
    whole(await deadLetters.redrive(request.body?.ids)),
  )
}

const config = { roles: MANAGERS }
const tags = ['Dead letters']

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'Work that was tried too often and given up, latest first',
    querystring: PageQuery,
    response: { 200: pageOf(DeadLetter) },
  },
}

const redriveRoute = {
  config,
  schema: {
    tags,
    summary: 'Set given-up work going again: these, or all without `ids`',
    body: z.strictObject({ ids: z.array(z.uuid()).max(1_000).optional() }).nullish(),
    response: { 200: wholeList(DeadLetter) },
  },
}
