import swagger from '@fastify/swagger'
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
} from 'fastify-type-provider-zod'
import { Refused } from '../domain/failure.ts'
import type { Access } from '../ports/access.ts'
import type { Readiness } from '../ports/readiness.ts'
import { requireRoles } from './authenticate.ts'
import { refuseBrokenHttp } from './broken-http.ts'
import { type CapturePorts, captureRoutes } from './capture-routes.ts'
import type { ConnectionLimits } from './connection-limits.ts'
import { errorReply } from './error-reply.ts'
import { healthRoutes } from './health-routes.ts'
import { BODY_LIMIT, readJsonBodies } from './json-parser.ts'
import { type LeadIntakePorts, leadIntakeRoutes } from './lead-intake-routes.ts'
import { snippetRoutes } from './snippet-routes.ts'
import { type SourcePreviewPorts, sourcePreviewRoutes } from './source-preview-routes.ts'
import { validateRequest } from './validate-request.ts'

/** What the server needs: the ports of its own routes, and further routes as plugins. */
export type ServerParts = CapturePorts &
  LeadIntakePorts &
  SourcePreviewPorts & {
    readonly access: Access
    /** A bearer token with the role admin, for automation. */
    readonly adminToken?: string
    readonly readiness: Readiness
    /** Addresses and networks of proxies whose `X-Forwarded-For` counts; none if unset. */
    readonly trustedProxies?: readonly string[]
    readonly limits: ConnectionLimits
    /** Routes of other audiences. Each declares its roles, or that it is public. */
    readonly plugins?: readonly FastifyPluginAsync[]
  }

/**
 * The HTTP server with all its routes, not yet listening. Starting it fails when a route declares
 * neither roles nor that it is public. `swagger()` gives its OpenAPI document once it is ready.
 */
export function buildServer(parts: ServerParts): FastifyInstance {
  const { log, access, adminToken, trustedProxies, limits, plugins = [] } = parts
  const server = fastify({
    // Requests are not logged: their addresses and headers would bring personal data into logs.
    logger: false,
    trustProxy: trustedProxies === undefined ? false : [...trustedProxies],
    bodyLimit: BODY_LIMIT,
    ...timesOf(limits),
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBrokenHttp,
    frameworkErrors: errorReply(log),
  })
  server.server.maxConnections = limits.most
  server.setValidatorCompiler(validateRequest)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(errorReply(log))
  server.setNotFoundHandler(() => {
    throw new Refused('route-unknown', 'No route has this address')
  })
  requireRoles(server, { access, ...(adminToken === undefined ? {} : { adminToken }) })
  readJsonBodies(server)
  describeApi(server)

  server.register(healthRoutes, parts)
  server.register(captureRoutes, parts)
  server.register(snippetRoutes)
  server.register(leadIntakeRoutes, parts)
  server.register(sourcePreviewRoutes, parts)
  for (const plugin of plugins) server.register(plugin)
  return server
}

function timesOf({ requestMs, headersMs, idleMs, silentMs, checkMs }: ConnectionLimits) {
  return {
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionTimeout: silentMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
  }
}

function describeApi(server: FastifyInstance): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Speed-to-Lead',
        version: '1',
        description: 'Errors are `application/problem+json` (RFC 9457) with a stable `code`.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: withToken,
    transformObject: jsonSchemaTransformObject,
  })
}

/** Routes that declare roles are described as needing a token. */
const withToken: typeof jsonSchemaTransform = (route) => {
  const described = jsonSchemaTransform(route)
  const needsToken = route.route.config?.roles !== undefined
  if (!needsToken) return described
  return { ...described, schema: { ...described.schema, security: [{ token: [] }] } }
}
