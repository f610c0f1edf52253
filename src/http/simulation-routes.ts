import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { LeadId } from '../domain/ids.ts'
import { type DocumentFile, type FileProblem, readDocuments } from '../domain/read-documents.ts'
import { ASSUMPTIONS } from '../domain/simulation/assumptions.ts'
import { DRAFT_KINDS, type Draft } from '../domain/simulation/draft.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Simulations } from '../ports/simulations.ts'
import type { TimeTravel } from '../ports/time-travel.ts'
import { DocumentFileBody, documentsInvalid } from './config-routes.ts'
import { InvalidFields } from './invalid-fields.ts'
import { IdPath } from './page-schema.ts'
import { problem } from './problem.ts'
import { PastViewBody, SimulationBody } from './simulation-schemas.ts'
import { Moment, timeAsked } from './time-asked.ts'
import { MANAGERS } from './who-may.ts'

/** What simulating and looking back need. */
export type SimulationPorts = {
  readonly clock: Clock
  readonly configuration: ConfigurationStore
  readonly simulations: Simulations
  readonly timeTravel: TimeTravel
}

/** Ten times what the most that may be asked for takes. */
const LONGEST_MS = 10 * 60_000

/** The past with other documents, and any moment of it as it was. Changes nothing. */
export const simulationRoutes: FastifyPluginAsyncZod<SimulationPorts> = async (app, ports) => {
  const { clock, configuration, simulations, timeTravel } = ports

  app.post('/v1/simulations', simulateRoute, async (request, reply) => {
    const { files, ...asked } = request.body
    const { from, to } = timeAsked(asked, clock())
    if (from >= to) throw new InvalidFields([{ field: 'to', reason: 'must be after `from`' }])
    const { documents } = await configuration.current()
    const read = readDocuments(files, documents)
    const problems = read.ok ? misplaced(files) : read.problems
    if (!read.ok || problems.length > 0) {
      return problem(reply, documentsInvalid(problems, 'Nothing was simulated'))
    }
    const given = DRAFT_KINDS.filter((kind) => files.some(({ path }) => kindOf(path) === kind))
    const draft: Draft = Object.fromEntries(given.map((kind) => [kind, read.documents[kind]]))
    const signal = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), whenGone(reply)])
    const report = await simulations.run({ from, to, draft }, signal)
    return { from, to, documents: given, ...report, assumptions: ASSUMPTIONS }
  })

  app.get('/v1/leads/:id/at', atRoute, (request) => {
    const time = new Date(request.query.time)
    if (time > clock()) throw new InvalidFields([{ field: 'time', reason: 'is still to come' }])
    return timeTravel.look(request.params.id as LeadId, time)
  })
}

const kindOf = (path: string) =>
  path
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\.(ya?ml|json)$/, '')

/** Of other documents a simulation would say nothing, which is worse than to refuse them. */
function misplaced(files: readonly DocumentFile[]): FileProblem[] {
  return files
    .filter(({ path }) => !DRAFT_KINDS.some((kind) => kind === kindOf(path)))
    .map(({ path }) => ({
      ...{ file: path, line: 1, path: '' },
      reason: `a simulation takes ${DRAFT_KINDS.join(', ')}: nothing else changes who gets a lead`,
    }))
}

/** Aborts when whoever asked has hung up. */
function whenGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('Whoever asked has gone'))
  })
  return gone.signal
}

const simulateRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Configuration'],
    summary: 'Let drafted documents meet past leads, and see who would have got them',
    description:
      'Every decision of the period is made again as it was, and under the documents that are sent ' +
      'in the place of those of that moment. Nothing is changed. Without documents the past is only ' +
      'checked. One simulation at a time; hanging up ends it.',
    body: z.strictObject({
      files: z.array(DocumentFileBody).max(50).default([]),
      from: Moment.optional(),
      to: Moment.optional(),
    }),
    response: { 200: SimulationBody },
  },
}

const atRoute = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Leads'],
    summary: 'A lead at a past moment: rules, candidates and ledgers as the engine saw them',
    params: IdPath,
    querystring: z.object({ time: z.iso.datetime({ offset: true }) }),
    response: { 200: PastViewBody },
  },
}
