import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { Refused } from '../domain/failure.ts'
import type { Access, Caller, Role } from '../ports/access.ts'

export type { Caller } from '../ports/access.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The roles that may use this route. Every route has these, or is `public`. */
    roles?: readonly Role[]
    /** True for a route that needs no token. */
    public?: true
  }
  interface FastifyRequest {
    caller?: Caller
  }
}

type Options = {
  readonly access: Access
  /** A token with the role admin that stands in no table, for automation. */
  readonly adminToken?: string
}

const ADMIN: Caller = { id: 'admin', name: 'admin', role: 'admin' }

/**
 * Lets a request through to its route only if its token has one of the roles the route declares.
 * A route that declares neither roles nor `public` stops the server from starting, so that no
 * route is open because somebody forgot.
 */
export function requireRoles(server: FastifyInstance, { access, adminToken }: Options): void {
  server.decorateRequest('caller')
  server.addHook('onRoute', checkDeclared)
  server.addHook('onRequest', async (request) => {
    const { roles } = request.routeOptions.config
    if (roles === undefined) return
    const caller = await callerWith(tokenIn(request), access, adminToken)
    if (!roles.includes(caller.role)) {
      throw new Refused('role-not-allowed', `The role ${caller.role} may not use this route`)
    }
    request.caller = caller
  })
}

/** Who is asking. Only for routes that declare roles. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new Error('A public route asked who its caller is')
  return caller
}

function checkDeclared({ config, method, url }: RouteOptions): void {
  const declared = config?.public === true || (config?.roles?.length ?? 0) > 0
  if (!declared) throw new Error(`The route ${method} ${url} declares neither roles nor public`)
}

function tokenIn({ headers }: FastifyRequest): string {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw new Refused('token-missing', 'No bearer token was sent')
  return token
}

async function callerWith(token: string, access: Access, adminToken?: string): Promise<Caller> {
  const caller = isSame(token, adminToken) ? ADMIN : await access.callerOf(token)
  if (caller === undefined) throw new Refused('token-unknown', 'The bearer token is not known')
  return caller
}

/** Compares hashes, so that neither the time nor a difference in length tells anything. */
function isSame(token: string, expected: string | undefined): boolean {
  if (!expected) return false
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(token), hash(expected))
}
