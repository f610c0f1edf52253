import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { BodyTree } from '../domain/body-tree.ts'
import { Refused } from '../domain/failure.ts'
import type { VisitorId } from '../domain/ids.ts'
import { readBySchema } from '../domain/schema-words.ts'
import { SentSignal, type SignalBatch } from '../domain/signal.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Log } from '../ports/log.ts'
import type { SignalLog } from '../ports/signal-log.ts'
import { preflightHeaders } from './cors.ts'
import { errorReply } from './error-reply.ts'
import { InvalidFields } from './invalid-fields.ts'
import type { FieldProblem } from './problem.ts'
import { readJson } from './read-json.ts'
import { fieldProblems } from './validate-request.ts'

/** What taking signals needs. */
export type SignalPorts = {
  readonly configuration: ConfigurationStore
  readonly signals: SignalLog
  readonly clock: Clock
  readonly log: Log
}

/** What a browser sends with `navigator.sendBeacon` at the most, in bytes. */
const LARGEST = 65_536
const MOST_AT_ONCE = 100

const Head = z.strictObject({
  visitorId: z.uuid().toLowerCase().optional(),
  sessionId: z.uuid().toLowerCase(),
  signals: z.array(z.unknown()).min(1).max(MOST_AT_ONCE),
})

/**
 * Where pages say what their visitor does; registered below the capture address, whose source and
 * whose rules about origins are those of this one. This contract is our own: what is wrong with a
 * body is named field by field, and the good signals of a batch are kept beside the bad ones.
 */
export const signalRoutes: FastifyPluginAsync<SignalPorts> = async (server, ports) => {
  server.setErrorHandler(errorReply(ports.log))
  const config = { public: true } as const
  server.options('', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.code(204).headers(preflightHeaders).send(),
  )
  server.post('', { config, schema: documentation }, async (request, reply) => {
    const { batch, problems, places } = batchIn(request, ports.clock())
    const { documents } = await ports.configuration.current()
    const { perVisitorPerDay, perSourcePerDay } = documents.attribution.signals
    const tooMany = await ports.signals.keep(batch, { perVisitorPerDay, perSourcePerDay })
    const refused = [...problems, ...limitProblems(places, tooMany)]
    const accepted = batch.signals.filter(({ id }) => !tooMany.has(id)).length
    return reply.code(202).send({ accepted, ...(refused.length === 0 ? {} : { refused }) })
  })
}

const documentation = {
  tags: ['Capture'],
  summary: 'Say what the visitor of a page does',
  description:
    `Up to ${MOST_AT_ONCE} signals and 64 KiB, as application/json or as text/plain with JSON. ` +
    'Answered once they are kept, with how many are; `refused` names those that are not, by ' +
    'field. An id that is sent again changes nothing. Without a `visitorId` signals count for ' +
    'their session alone.',
  consumes: ['application/json', 'text/plain'],
  params: z.object({ sourceKey: z.string() }),
  response: {
    202: z.object({
      accepted: z.int(),
      refused: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
    }),
  },
}

/** The signals that are well formed, and what is wrong with the others. */
function batchIn(request: FastifyRequest, receivedAt: Date) {
  const { visitorId, sessionId, signals } = headOf(bodyOf(request))
  const read = signals.map((signal) => readBySchema(SentSignal, signal))
  const problems = read.flatMap((one, index) =>
    one.ok ? [] : fieldProblems(one.problems, ['signals', index]),
  )
  const good = read.flatMap((one) => (one.ok ? one.data : []))
  if (good.length === 0) throw new InvalidFields(problems)
  const batch: SignalBatch = {
    sourceKey: request.captureSource?.key ?? '',
    visitorId: visitorId as VisitorId | undefined,
    ...{ sessionId, receivedAt, signals: good },
  }
  const places = read.flatMap((one, place) => (one.ok ? [{ id: one.data.id, place }] : []))
  return { batch, problems, places }
}

function bodyOf({ body }: FastifyRequest): BodyTree {
  const bytes = (body ?? Buffer.alloc(0)) as Buffer
  if (bytes.length > LARGEST) throw new Refused('signals-too-large', 'More than a beacon carries')
  return readJson(bytes)
}

function headOf(body: BodyTree): z.infer<typeof Head> {
  const read = readBySchema(Head, body)
  if (!read.ok) throw new InvalidFields(fieldProblems(read.problems))
  return read.data
}

/** By their place in the body as it was sent. */
function limitProblems(
  places: readonly { readonly id: string; readonly place: number }[],
  tooMany: ReadonlySet<string>,
): FieldProblem[] {
  return places
    .filter(({ id }) => tooMany.has(id))
    .map(({ place }) => ({ field: `signals.${place}`, reason: 'too many signals on one day' }))
}
