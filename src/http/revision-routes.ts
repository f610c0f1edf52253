import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { changesBetween } from '../domain/configuration-diff.ts'
import type { Documents } from '../domain/documents/documents.ts'
import { Refused } from '../domain/failure.ts'
import { readDocuments } from '../domain/read-documents.ts'
import { missingLists } from '../domain/rules-check/missing-lists.ts'
import { writeDocuments, writtenForm } from '../domain/write-documents.ts'
import type { ConfigurationHistory } from '../ports/configuration-history.ts'
import { callerOf } from './authenticate.ts'
import { ChangeBody } from './change-schema.ts'
import { wouldBeLeft } from './check-draft.ts'
import { documentsInvalid } from './config-routes.ts'
import { draftNumbered, revisionFor } from './draft-routes.ts'
import { findingsRefused } from './findings-refused.ts'
import { findingsShown } from './findings-shown.ts'
import { PageQuery, pageOf } from './page-schema.ts'
import { problem } from './problem.ts'
import type { PublishPorts } from './publish-routes.ts'
import { unlessPublished } from './published-meanwhile.ts'
import { MANAGERS } from './who-may.ts'

/** What was active when, what is different between two of them, and the way back. */
export const revisionRoutes: FastifyPluginAsyncZod<PublishPorts> = async (app, ports) => {
  const { drafts, configuration, configurationHistory: history, waitingLeads } = ports

  app.get('/v1/config/revisions', revisionsRoute, (request) => history.list(request.query))

  app.get('/v1/config/diff', diffRoute, async (request, reply) => {
    const { from, to, draft: number } = request.query
    const before = await revisionFor(from, history)
    const of = (documents: typeof before.documents) => ({
      ...{ from: before.revision, ...(number === undefined ? {} : { draft: number }) },
      changes: changesBetween(writtenForm(before.documents), writtenForm(documents)),
    })
    if (number === undefined) {
      const after = await revisionFor(to, history)
      return { ...of(after.documents), to: after.revision }
    }
    const draft = await draftNumbered(number, drafts)
    const read = readDocuments(draft.files, before.documents)
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'It cannot be compared'))
    return of(read.documents)
  })

  app.post('/v1/config/rollback', rollbackRoute, async (request, reply) => {
    const { to, message, acceptWarnings } = request.body
    const active = await history.latest()
    const target = await earlierThan(active.revision, to, history)
    // Read anew: what was right then may name what the product no longer knows.
    const read = readDocuments(writeDocuments(target.documents))
    if (!read.ok) return problem(reply, documentsInvalid(read.problems, 'Nothing was brought back'))
    const { documents } = read
    const left = [
      ...findingsShown(await wouldBeLeft(active.documents, documents, ports), []),
      ...findingsShown(await withoutLists(documents, ports), []),
    ]
    if (left.length > 0 && !acceptWarnings) {
      return problem(reply, findingsRefused('warnings', left))
    }
    const basis = request.body.basedOn ?? active.revision
    return unlessPublished(basis, history, reply, async () => {
      const origin = { message, restores: target.revision }
      const by = callerOf(request).name
      const { revision } = await configuration.apply(documents, by, basis, origin)
      return {
        ...{ revision, restores: target.revision },
        changes: changesBetween(writtenForm(active.documents), writtenForm(documents)),
        resumed: await waitingLeads.resume('rules-published'),
      }
    })
  })
}

/**
 * Lists that were deleted since. A warning and not the error that it is for a draft: the way back must not
 * be shut, and the other rules are right.
 */
async function withoutLists({ routing }: Documents, { segments }: PublishPorts) {
  const lists = new Map((await segments.list()).map(({ id, field }) => [id, field]))
  return missingLists(routing, lists).map(({ code, message, path }) => ({
    ...{ code, level: 'warning' as const, message, kind: 'routing' as const, path },
  }))
}

/** The revision to go back to. Rejects with `Refused` when there is none before the active one. */
async function earlierThan(active: number, to: number | undefined, history: ConfigurationHistory) {
  const found = await (to === undefined ? history.before(active) : history.find(to))
  if (found !== undefined && found.revision < active) return found
  throw new Refused('revision-unknown', `No revision ${to ?? ''} before ${active}`)
}

const config = { roles: MANAGERS }
const tags = ['Configuration']
const Revision = z.coerce.number().int().min(1).max(2_147_483_647)

const revisionsRoute = {
  config,
  schema: {
    tags,
    summary: 'Which revision was applied when, by whom and why, latest first',
    querystring: PageQuery,
    response: {
      200: pageOf(
        z.object({
          revision: z.int(),
          appliedAt: z.date(),
          appliedBy: z.string(),
          message: z.string().optional(),
          draft: z.int().optional().meta({ description: 'The draft that was published.' }),
          restores: z.int().optional().meta({ description: 'The revision that was brought back.' }),
        }),
      ),
    },
  },
}

const diffRoute = {
  config,
  schema: {
    tags,
    summary: 'What is different between two revisions, or a draft and a revision, thing by thing',
    querystring: z.object({
      from: Revision.optional().meta({ description: 'The active one when not given.' }),
      to: Revision.optional().meta({ description: 'The active one when not given.' }),
      draft: Revision.optional().meta({ description: 'Instead of `to`.' }),
    }),
    response: {
      200: z.object({
        from: z.int(),
        to: z.int().optional(),
        draft: z.int().optional(),
        changes: z.array(ChangeBody).readonly(),
      }),
    },
  },
}

const rollbackRoute = {
  config,
  schema: {
    tags,
    summary: 'Bring the documents of an earlier revision back, as a new one',
    description:
      'Without `to`, those before the active ones. No review is asked for: they were in force. ' +
      'Reps who have left since and would be back, and reps and sources in use that would be ' +
      'gone, are answered 422 unless `acceptWarnings` is set.',
    body: z.strictObject({
      to: z.int().min(1).max(2_147_483_647).optional(),
      basedOn: z.int().optional().meta({ description: 'The active revision as it was seen.' }),
      message: z.string().min(1).max(2_000).optional().meta({ description: 'Why.' }),
      acceptWarnings: z.boolean().default(false),
    }),
    response: {
      200: z.object({
        revision: z.int(),
        restores: z.int(),
        changes: z.array(ChangeBody).readonly(),
        resumed: z.int(),
      }),
    },
  },
}
