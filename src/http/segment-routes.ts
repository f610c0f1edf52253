import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { noneOfThatName } from '../domain/closest-name.ts'
import { SegmentId } from '../domain/documents/segments.ts'
import { Refused } from '../domain/failure.ts'
import { isListable, notListable } from '../domain/segments/check-segments.ts'
import { rulesThatAsk } from '../domain/segments/rules-that-ask.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { SegmentStore, SegmentVersion } from '../ports/segment-store.ts'
import { callerOf } from './authenticate.ts'
import { InvalidFields } from './invalid-fields.ts'
import { whole, wholeList } from './page-schema.ts'
import { readListCsv } from './read-list-csv.ts'
import { MANAGERS } from './who-may.ts'

/** What these routes read from, and write to. */
export type SegmentPorts = {
  readonly segments: SegmentStore
  readonly configuration: ConfigurationStore
}

/** The lists by which leads belong to segments. Managers load, read and delete them. */
export const segmentRoutes: FastifyPluginAsyncZod<SegmentPorts> = async (app, ports) => {
  const { segments, configuration } = ports
  app.addContentTypeParser(
    /^text\/csv(\s*;|$)/i,
    async (_request: unknown, payload: unknown) => payload,
  )

  app.get('/v1/segments', listRoute, async () => whole(await segments.list()))

  app.get('/v1/segments/:id', segmentRoute, async ({ params: { id } }) => {
    const versions = await segments.versions(id)
    const { routing } = (await configuration.current()).documents
    if (versions.length === 0) throw await unknown(id, segments)
    return { id, versions, rules: rulesThatAsk(routing, id) }
  })

  app.put('/v1/segments/:id', loadRoute, async (request) => {
    const { id } = request.params
    if (!(request.body instanceof Readable)) {
      throw new Refused('content-type-unsupported', 'Lists are taken in from text/csv')
    }
    const field = await fieldFor(id, request.query.field, ports)
    const { column } = request.query
    const { values, lines } = await readListCsv(request.body, { field, column })
    const loaded = await segments.load({ id, field, by: callerOf(request).name }, values)
    return { ...loaded, lines }
  })

  app.delete('/v1/segments/:id', deleteRoute, async (request, reply) => {
    const { id } = request.params
    const { routing } = (await configuration.current()).documents
    const rules = rulesThatAsk(routing, id)
    if (rules.length > 0) throw inUse(id, rules)
    if (!(await segments.remove(id))) throw await unknown(id, segments)
    return reply.code(204).send(null)
  })
}

async function unknown(id: string, segments: SegmentStore): Promise<Refused> {
  const lists = (await segments.list()).map((one) => one.id)
  const told = noneOfThatName('list of a segment', id, lists)
  return new Refused('segment-unknown', `No list for the segment ${id}`, told)
}

/** So many rules are named; the rest is counted. */
const MOST_NAMED = 10

function inUse(id: string, rules: readonly string[]): Refused {
  const named = rules.slice(0, MOST_NAMED).map((rule) => `\`${rule}\``)
  const more = rules.length > MOST_NAMED ? [`${rules.length - MOST_NAMED} more`] : []
  const detail = `Active rules ask for it: ${[...named, ...more].join(', ')}. Publish rules that do not, then delete it.`
  return new Refused('segment-in-use', `Rules ask for ${id}`, { detail })
}

/** The field a list is of: what the active rules look up, or what is said, or was the last time. */
async function fieldFor(
  id: string,
  asked: string | undefined,
  { segments, configuration }: SegmentPorts,
): Promise<string> {
  const { routing } = (await configuration.current()).documents
  const inRules = routing.segments?.find((one) => one.id === id)
  if (inRules?.when !== undefined) {
    throw invalid('id', `\`${id}\` has a condition in \`routing\`, and so no list`)
  }
  const field = asked ?? inRules?.list ?? (await lastOf(id, segments))?.field
  if (field === undefined) throw invalid('field', 'say of which field, as `lead.postalCode`')
  if (!isListable(field)) throw invalid('field', notListable(field))
  if (inRules?.list !== undefined && inRules.list !== field) {
    throw invalid('field', `the active rules look up \`${inRules.list}\` in it`)
  }
  return field
}

async function lastOf(id: string, segments: SegmentStore): Promise<SegmentVersion | undefined> {
  return (await segments.versions(id))[0]
}

const invalid = (field: string, reason: string) => new InvalidFields([{ field, reason }])

const tags = ['Segments']
const config = { roles: MANAGERS }
const Path = z.object({ id: SegmentId })

const Version = z.object({
  id: z.string(),
  version: z.int(),
  field: z.string(),
  entries: z.int(),
  loadedBy: z.string(),
  loadedAt: z.date(),
  replacedAt: z.date().optional().meta({ description: 'Absent while it is in use.' }),
})

const listRoute = {
  config,
  schema: {
    tags,
    summary: 'The lists of segments that are in use',
    response: { 200: wholeList(Version) },
  },
}

const segmentRoute = {
  config,
  schema: {
    tags,
    summary: 'One list with its versions, latest first, and the rules that ask for it',
    params: Path,
    response: {
      200: z.object({
        id: z.string(),
        versions: z.array(Version).readonly(),
        rules: z.array(z.string()).readonly(),
      }),
    },
  },
}

const loadRoute = {
  // The content is counted as it arrives, a million lines or 64 MiB.
  bodyLimit: Number.MAX_SAFE_INTEGER,
  config,
  schema: {
    tags,
    summary: 'Load the list of a segment in the place of the one before',
    description:
      'The body is CSV in UTF-8 (`text/csv`), its first line the names of the columns. The list is ' +
      'taken in whole, or, with any problem, not at all; every look-up sees the one before until then.',
    consumes: ['text/csv'],
    params: Path,
    querystring: z.object({
      field: z.string().max(300).optional().meta({
        description:
          'Of which field, as `lead.postalCode`; when the rules or the last list do not say.',
      }),
      column: z.string().max(200).optional().meta({
        description: 'In which column the values are: else `value` or the name of the field.',
      }),
    }),
    response: { 200: Version.extend({ lines: z.int() }) },
  },
}

const deleteRoute = {
  config,
  schema: {
    tags,
    summary: 'Take a list out of use; refused while rules ask for it',
    params: Path,
    response: { 204: z.null() },
  },
}
