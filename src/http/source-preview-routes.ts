import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { sourceNamed } from '../domain/documents/source-named.ts'
import { Source } from '../domain/documents/sources.ts'
import { Refused } from '../domain/failure.ts'
import { LeadForm } from '../domain/lead-form.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { LeadCheck } from '../ports/lead-check.ts'
import type { Secrets } from '../ports/secrets.ts'
import { kindNamed } from '../stages/01-capture/kind-named.ts'
import type { CaptureRequest } from '../stages/01-capture/source-kind.ts'
import { takeBodiesAsBytes } from './bodies-as-bytes.ts'
import { BODY_LIMIT } from './json-parser.ts'
import { plainHeaders } from './plain-headers.ts'
import { previewDelivery } from './preview-delivery.ts'
import { readBody } from './read-body.ts'
import { MANAGERS } from './who-may.ts'

/** What previewing needs. */
export type SourcePreviewPorts = {
  readonly configuration: ConfigurationStore
  readonly secrets: Secrets
  readonly clock: Clock
  readonly publicUrl: string
  /** What validation would say of a lead. */
  readonly checkLead: LeadCheck
}

/** Shows what a delivery would become, without keeping any of it. */
export async function sourcePreviewRoutes(
  server: FastifyInstance,
  ports: SourcePreviewPorts,
): Promise<void> {
  takeBodiesAsBytes(server, BODY_LIMIT)
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post('/v1/sources/:key/preview', route, async (request) => {
    const { source, configured } = await sourceOf(request.params.key, ports)
    const given = await captureRequestOf(request, source, ports)
    const { checkLead } = ports
    const preview = previewDelivery(given, { checkLead, fetched: request.query.fetched })
    return { source: { key: source.key, kind: source.kind, configured }, ...preview }
  })
}

/** The source of that key, else a source of the kind of that name with nothing set. */
async function sourceOf(name: string, { configuration }: SourcePreviewPorts) {
  const { documents } = await configuration.current()
  const source = sourceNamed(documents, name)
  if (source !== undefined) return { source, configured: true }
  const kind = kindNamed(name)
  if (kind === undefined) throw new Refused('source-unknown', 'No source and no kind has this name')
  return { source: Source.parse({ key: kind, name: kind, kind }), configured: false }
}

/** The request as the sender would have made it: the token of our own API is none of its headers. */
async function captureRequestOf(
  request: FastifyRequest,
  source: Source,
  { secrets, clock, publicUrl }: SourcePreviewPorts,
): Promise<CaptureRequest> {
  const contentType = request.headers['content-type'] ?? ''
  const bytes = (request.body ?? Buffer.alloc(0)) as Buffer
  const { authorization: _, ...headers } = plainHeaders(request.headers)
  const good = [source.secret, source.previousSecret].flatMap(
    (reference) => (reference && secrets(reference)) || [],
  )
  return {
    source,
    secrets: good,
    // A file does not say under which address it came, so a token there is taken as right.
    path: { token: 'right', good: ['right'] },
    verifyTokens: [],
    receivedAt: clock(),
    method: 'POST',
    url: `${publicUrl}/v1/capture/${source.key}`,
    contentType,
    headers,
    bytes,
    body: await readBody(bytes, contentType),
  }
}

const Verdict = z.object({
  verdict: z.enum(['accepted', 'quarantined', 'rejected']),
  reasons: z.array(z.string()).readonly().optional(),
})

const PreviewItem = z.object({
  kind: z
    .enum(['lead', 'reference', 'withdrawal', 'conversation', 'notice', 'fetched'])
    .meta({ description: 'A `fetched` one is what a vendor answers for a reference.' }),
  why: z.string().optional().meta({ description: 'Of a notice: why no lead comes of it.' }),
  status: z
    .enum(['open', 'ended', 'handoff'])
    .optional()
    .meta({ description: 'Of a part of a conversation: how it leaves it.' }),
  messages: z.int().optional().meta({ description: 'How many messages the part brings.' }),
  dedupeKey: z.string().optional().meta({ description: 'What a redelivery repeats.' }),
  form: LeadForm.optional(),
  judgement: Verdict.optional().meta({ description: 'What validation would say.' }),
  fields: z
    .array(z.object({ field: z.string(), value: z.string(), from: z.array(z.string()).readonly() }))
    .readonly()
    .meta({ description: 'Every value with the names it was sent under; none when derived.' }),
  unused: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Names whose values are kept in the delivery alone.' }),
})

const route = {
  config: { roles: MANAGERS },
  schema: {
    tags: ['Sources'],
    summary: 'Show what a delivery would become, without keeping it',
    description:
      'Takes the body as the source would post it, with its content type. `key` names a source, ' +
      'else a kind of source, such as `google-ads`, with nothing set. A proof that is missing is ' +
      'said in `proof` and not refused.',
    consumes: [
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/plain',
    ],
    params: z.object({ key: z.string().min(1).max(200) }),
    querystring: z.object({
      fetched: z.stringbool().default(false).meta({
        description: 'Read the body as what the vendor answers when a reference is followed.',
      }),
    }),
    response: {
      200: z.object({
        source: z.object({ key: z.string(), kind: z.string(), configured: z.boolean() }),
        proof: z.enum(['authentic', 'unverified', 'stale', 'forged']),
        handshake: z.object({ status: z.int(), body: z.string() }).optional(),
        items: z.array(PreviewItem).readonly(),
      }),
    },
  },
}
