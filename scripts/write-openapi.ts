import { readConfig } from '../src/config.ts'
import { type ApiPorts, apiRoutes } from '../src/http/api-routes.ts'
import { connectionLimits } from '../src/http/connection-limits.ts'
import { buildServer, type ServerParts } from '../src/http/server.ts'

/**
 * The text of `docs/openapi.json`: the API as the running product describes it, from the same
 * table of routes. Nothing is asked of any port, so none is needed.
 */
export async function openApiText(): Promise<string> {
  const ports = {} as ApiPorts
  const parts = {
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    limits: connectionLimits(readConfig({})),
    plugins: [async (app) => void app.register(apiRoutes, { ports })],
  } satisfies Partial<ServerParts>
  const server = buildServer(parts as Partial<ServerParts> as ServerParts)
  await server.ready()
  const text = JSON.stringify(server.swagger(), undefined, 2)
  await server.close()
  return `${text}\n`
}
