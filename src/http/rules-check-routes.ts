import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { readDocuments } from '../domain/read-documents.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import { DocumentFileBody, documentsInvalid } from './config-routes.ts'
import { FindingBody } from './finding-schema.ts'
import { type LookThroughPorts, lookThrough } from './look-through.ts'
import { problem } from './problem.ts'
import { MANAGERS } from './who-may.ts'

/** What checking rules needs. */
export type RulesCheckPorts = LookThroughPorts & { readonly configuration: ConfigurationStore }

/** Looks documents through before they are applied, or those that are. Changes nothing. */
export const rulesCheckRoutes: FastifyPluginAsyncZod<RulesCheckPorts> = async (app, ports) => {
  app.post('/v1/config/check', checkRoute, async (request, reply) => {
    const { files } = request.body
    const { documents: active } = await ports.configuration.current()
    const read = readDocuments(files, active)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'Not to be applied'))
    return lookThrough(read.documents, files, ports)
  })
}

const checkRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Configuration'],
    summary: 'Look rules through for what is probably not meant, without applying them',
    description:
      'Documents that are not sent are those now active; without any, the active rules are ' +
      'looked through. When documents are wrong, the answer is 422 as from `config/apply`.',
    body: z.strictObject({ files: z.array(DocumentFileBody).max(50).default([]) }),
    response: {
      200: z.object({
        pastLeads: z.int().meta({ description: 'How many past leads were looked at besides.' }),
        findings: z.array(FindingBody),
      }),
    },
  },
}
