import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pinoLog } from '../../src/adapters/pino/pino-log.ts'
import { loadConfig } from '../../src/config.ts'
import type { PlayedRole, RoleOrder } from '../../src/supervisor/parts.ts'
import { runProduct } from '../../src/supervisor/run-product.ts'

/**
 * The product with roles that do nothing but write down what happens to them, one line each, into
 * `history` in the data directory. STUB_FAULT chooses what goes wrong.
 */
const config = loadConfig()
const fault = process.env.STUB_FAULT

function note(what: string): void {
  appendFileSync(join(config.dataDir, 'history'), `${what}\n`)
}

async function startRole({ role, processId }: RoleOrder): Promise<PlayedRole> {
  if (fault === `${role}-cannot-start`) throw new Error('its cable is not plugged in')
  const server = createServer((_, reply) => reply.end('{}'))
  if (role === 'gateway') server.listen(config.port, config.host)
  // A worker is kept alive by its connections to the database.
  const busy = setInterval(() => undefined, 1_000)
  note(`${role} ${process.pid} started as ${processId}`)
  return {
    stop: async () => {
      note(`${role} ${process.pid} stops`)
      if (fault === `${role}-hangs`) await new Promise(() => undefined)
      clearInterval(busy)
      server.close()
      server.closeAllConnections()
      note(`${role} ${process.pid} stopped`)
    },
  }
}

await runProduct({
  entry: import.meta.filename,
  config,
  log: pinoLog({ level: 'info', name: 'supervisor' }),
  openDatabase: async () => ({ url: 'postgres://stub', leave: async () => note('database left') }),
  migrate: async () => note('migrated'),
  startRole,
  releaseJobsOf: async (_, processId) => note(`released ${processId}`),
})
