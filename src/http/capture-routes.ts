import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sourceNamed } from '../domain/documents/source-named.ts'
import { type Source, TAKES_BROWSERS } from '../domain/documents/sources.ts'
import { Refused, Unavailable } from '../domain/failure.ts'
import type { CaptchaChecks } from '../ports/captcha-check.ts'
import type { ConfigurationStore } from '../ports/configuration.ts'
import type { Intake } from '../ports/intake.ts'
import type { Log } from '../ports/log.ts'
import type { Secrets } from '../ports/secrets.ts'
import { capture } from '../stages/01-capture/capture.ts'
import type { CaptureAnswer, CaptureRequest } from '../stages/01-capture/source-kind.ts'
import { sourceKinds } from '../stages/01-capture/source-kinds.ts'
import { takeBodiesAsBytes } from './bodies-as-bytes.ts'
import { bodyIn } from './body-in.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import { errorReply } from './error-reply.ts'
import { BODY_LIMIT } from './json-parser.ts'
import { limitRate, type RatePorts } from './limit-rate.ts'
import { plainHeaders } from './plain-headers.ts'
import type { Problem } from './problem.ts'
import { senderAddress } from './sender-address.ts'
import { type SignalPorts, signalRoutes } from './signal-routes.ts'

declare module 'fastify' {
  interface FastifyRequest {
    captureSource?: Source
    /** The content type as it was sent, which the framework does not get to see. */
    contentTypeSent?: string | undefined
  }
}

/** What capturing needs. */
export type CapturePorts = RatePorts &
  SignalPorts & {
    readonly configuration: ConfigurationStore
    readonly intake: Intake
    readonly captchas: CaptchaChecks
    readonly secrets: Secrets
    readonly log: Log
    /** How vendors reach the product, without a slash at the end. */
    readonly publicUrl: string
    /** Told the source and the code of every delivery that is refused, for metrics. */
    readonly onRefused?: (sourceKey: string, code: string) => void
  }

const PATH = '/v1/capture/:sourceKey'
/** Sources whose sender cannot sign may have a token that follows the key. */
const PATHS = [PATH, `${PATH}/:token`] as const
const ALLOW = 'HEAD, OPTIONS, POST'

/**
 * Where sources deliver. Whoever knows the address may post; the source's kind decides what
 * proves a delivery and how it is answered.
 */
export async function captureRoutes(server: FastifyInstance, ports: CapturePorts): Promise<void> {
  server.decorateRequest('captureSource')
  server.decorateRequest('contentTypeSent')
  takeBodiesAsBytes(server, BODY_LIMIT)
  server.addHook('onRequest', async (request: FastifyRequest, reply) => {
    const source = await sourceOf(request, ports.configuration)
    request.captureSource = source
    reply.headers(corsHeaders(source, request.headers.origin))
    if (request.method === 'POST') await limitRate(source, request, ports)
    // The framework would refuse one it does not understand before we know whose delivery it is.
    request.contentTypeSent = request.headers['content-type']
    delete request.headers['content-type']
  })
  server.setErrorHandler(errorReply(ports.log, vendorReply))
  server.addHook('onError', async ({ captureSource: source }, _reply, error) => {
    if (source !== undefined && isRefusal(error)) ports.onRefused?.(source.key, error.code)
  })

  for (const path of PATHS) addRoutes(server, path, ports)
  await server.register(signalRoutes, { ...ports, prefix: `${PATH}/signals` })
}

/** Our own outages are no refusals; that somebody sends too much is. */
function isRefusal(error: unknown): error is Refused | Unavailable {
  if (error instanceof Refused) return true
  return error instanceof Unavailable && error.code === 'too-many-requests'
}

function addRoutes(server: FastifyInstance, path: string, ports: CapturePorts): void {
  const config = { public: true } as const
  const schema = path === PATH ? documentation : hidden
  const take = async (request: FastifyRequest, reply: FastifyReply) =>
    send(reply, await captured(request, ports))
  server.post(path, { config, schema }, take)
  // Some vendors ask by GET whether we know the secret; capturing answers them and nobody else.
  server.get(path, { config, schema: hidden, exposeHeadRoute: false }, async (request, reply) => {
    reply.header('allow', ALLOW)
    return take(request, reply)
  })
  server.head(path, { config, schema: hidden }, async (_request, reply) => reply.code(200).send())
  server.options(path, { config, schema: hidden }, async (_request, reply) =>
    reply.code(204).headers(preflightHeaders).send(),
  )
  server.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: path,
    config,
    schema: hidden,
    handler: async (_request, reply) => {
      reply.header('allow', ALLOW)
      throw new Refused('method-not-allowed', 'A capture address takes POST')
    },
  })
}

const hidden = { hide: true }
const documentation = {
  tags: ['Capture'],
  summary: 'Deliver a lead from a source',
  description:
    'Takes what the source sends: JSON, a form, a form with files, or JSON as text/plain, up to ' +
    '1 MiB. The answer is what the source expects and comes once the delivery is kept.',
  consumes: [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain',
  ],
}

async function sourceOf(
  request: FastifyRequest,
  configuration: ConfigurationStore,
): Promise<Source> {
  const { sourceKey } = request.params as { sourceKey: string }
  const { documents } = await configuration.current()
  const source = sourceNamed(documents, sourceKey)
  if (source === undefined) throw new Refused('source-unknown', 'No source has this key')
  return source
}

async function captured(request: FastifyRequest, ports: CapturePorts): Promise<CaptureAnswer> {
  const receivedAt = ports.clock()
  const source = request.captureSource as Source
  const contentType = request.contentTypeSent ?? ''
  const bytes = (request.body ?? Buffer.alloc(0)) as Buffer
  const { token } = request.params as { token?: string }
  const given: CaptureRequest = {
    source,
    secrets: revealed([source.secret, source.previousSecret], ports),
    path: { token, good: revealed([source.pathToken, source.previousPathToken], ports) },
    verifyTokens: revealed([source.verifyToken], ports),
    receivedAt,
    // Of a vendor it would be one of its servers, and say nothing of the person.
    senderAddress: TAKES_BROWSERS.has(source.kind) ? senderAddress(request) : undefined,
    method: request.method,
    // Never by the host a request names: signatures cover the address that we gave out.
    url: `${ports.publicUrl}${request.url}`,
    contentType,
    headers: plainHeaders({ ...request.headers, 'content-type': request.contentTypeSent }),
    bytes,
    ...(request.method === 'GET' ? { body: null } : await bodyIn(bytes, contentType)),
  }
  return capture(given, ports)
}

function revealed(references: readonly (string | undefined)[], { secrets }: CapturePorts) {
  return references.flatMap((reference) => (reference && secrets(reference)) || [])
}

/** The answer a vendor understands, where it has wishes of its own. */
function vendorReply(given: Problem, request: FastifyRequest, reply: FastifyReply): unknown {
  const source = request.captureSource
  const answer = source && sourceKinds[source.kind].failed(given)
  return answer && send(reply, answer)
}

/** Bytes, because the framework adds a charset to the content type of texts. */
function send(reply: FastifyReply, { status, headers, body }: CaptureAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(Buffer.from(body))
}
