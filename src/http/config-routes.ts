import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { changesBetween } from '../domain/configuration-diff.ts'
import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '../domain/documents/documents.ts'
import { Refused } from '../domain/failure.ts'
import { problemText } from '../domain/place-text.ts'
import { type FileProblem, readDocuments } from '../domain/read-documents.ts'
import { type SecretFailure, unsetSecrets } from '../domain/unset-secrets.ts'
import { writeDocuments, writtenForm } from '../domain/write-documents.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { ConfigurationHistory } from '../ports/configuration-history.ts'
import type { NameUses } from '../ports/name-uses.ts'
import type { WaitingLeads } from '../ports/waiting-leads.ts'
import { callerOf } from './authenticate.ts'
import { ChangeBody } from './change-schema.ts'
import { wouldBeLeft } from './check-draft.ts'
import { FindingBody } from './finding-schema.ts'
import { findingsShown } from './findings-shown.ts'
import { type Problem, problem } from './problem.ts'
import { unlessPublished } from './published-meanwhile.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes read and change. */
export type ConfigPorts = {
  readonly clock: Clock
  readonly nameUses: NameUses
  readonly configuration: ConfigurationStore
  readonly configurationHistory: ConfigurationHistory
  readonly waitingLeads: WaitingLeads
  readonly secretFailure: SecretFailure
}

/** The configuration documents: what is active, and how to apply new ones. */
export const configRoutes: FastifyPluginAsyncZod<ConfigPorts> = async (app, ports) => {
  const { configuration, configurationHistory, waitingLeads } = ports

  app.get('/v1/config', allRoute, async () => {
    const { revision, documents } = await configuration.current()
    return { revision, documents: writtenForm(documents) }
  })

  app.get('/v1/config/export', exportRoute, async () => {
    const { revision, documents } = await configuration.current()
    return { revision, files: writeDocuments(documents) }
  })

  app.get('/v1/config/:kind', kindRoute, async (request) => {
    const { kind } = request.params
    const { revision, documents } = await configuration.current()
    return { revision, kind, document: writtenForm(documents)[kind] }
  })

  app.post('/v1/config/apply', applyRoute, async (request, reply) => {
    const { files, basedOn, message } = request.body
    const before = await configurationHistory.latest()
    if (before.documents.teams.reviewBeforePublishing) {
      throw new Refused('review-missing', 'Documents are published from a draft that was approved')
    }
    const read = readDocuments(files, before.documents)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'Nothing was applied'))
    const { documents } = read
    const changes = changesBetween(writtenForm(before.documents), writtenForm(documents))
    const changed = DOCUMENT_KINDS.filter((kind) => changes.some((one) => one.document === kind))
    // What was read was merged into `before`, so it may only follow that very revision.
    const basis = basedOn ?? before.revision
    if (changed.length === 0 && basis === before.revision) {
      const warnings = findingsShown(lackingSecrets(documents, ports), files)
      return { revision: before.revision, changed, changes, warnings, resumed: 0 }
    }
    const left = await wouldBeLeft(before.documents, documents, ports)
    const warnings = findingsShown([...left, ...lackingSecrets(documents, ports)], files)
    return unlessPublished(basis, configurationHistory, reply, async () => {
      const by = callerOf(request).name
      const { revision } = await configuration.apply(documents, by, basis, { message })
      const resumed = await waitingLeads.resume('rules-published')
      return { revision, changed, changes, warnings, resumed }
    })
  })
}

const lackingSecrets = (documents: Documents, { secretFailure }: ConfigPorts) =>
  unsetSecrets(documents, secretFailure).map((one) => ({ ...one, level: 'warning' as const }))

/** The answer to documents that are wrong, with every problem by file and line. */
export function documentsInvalid(problems: readonly FileProblem[], title: string): Problem {
  const detail = problems.map(problemText).join('; ')
  return { status: 422, code: 'documents-invalid', title, detail, problems }
}

const tags = ['Configuration']
const Document = z.unknown().meta({ description: 'As people write it in its file.' })
/** A document as a file. */
export const DocumentFileBody = z.strictObject({
  path: z.string().min(1).max(500).meta({ description: 'Its name says which document it is.' }),
  text: z.string().max(1_000_000),
})

const allRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'All documents of the active revision',
    response: { 200: z.object({ revision: z.int(), documents: z.record(z.string(), Document) }) },
  },
}

const exportRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'The active documents as YAML files; secrets are references',
    response: { 200: z.object({ revision: z.int(), files: z.array(DocumentFileBody).readonly() }) },
  },
}

const kindRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'One document of the active revision',
    params: z.object({ kind: z.enum(DOCUMENT_KINDS as [DocumentKind, ...DocumentKind[]]) }),
    response: { 200: z.object({ revision: z.int(), kind: z.string(), document: Document }) },
  },
}

const applyRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags,
    summary: 'Apply documents, all together or not at all',
    description:
      'Documents that are not sent stay as they are. When they are wrong, the answer is 422 with ' +
      'all `problems` by file and line; when somebody published meanwhile, 409 with who and what. ' +
      'Where documents must be reviewed, they are published from a draft instead.',
    body: z.strictObject({
      files: z.array(DocumentFileBody).min(1).max(50),
      basedOn: z.int().optional().meta({ description: 'The revision these were edited from.' }),
      message: z.string().min(1).max(2_000).optional().meta({ description: 'Why.' }),
    }),
    response: {
      200: z.object({
        revision: z.int(),
        changed: z.array(z.string()).readonly(),
        changes: z.array(ChangeBody).readonly(),
        warnings: z
          .array(FindingBody)
          .readonly()
          .meta({
            description:
              'Who and what is left behind: a rep who is gone and has leads, say. And channels whose ' +
              'secrets the environment of the gateway lacks.',
          }),
        resumed: z.int().meta({ description: 'How many waiting leads were sent on their way.' }),
      }),
    },
  },
}
