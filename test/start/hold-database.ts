import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.ts'

/** Uses the embedded database of the data directory it is given until SIGTERM. */
const [dataDir = '.data'] = process.argv.slice(2)
const log = { info: console.log, warn: console.log, error: console.log }

const server = await startEmbeddedPostgres({ dataDir, log, durable: false })
const alive = setInterval(() => undefined, 1_000)
process.once('SIGTERM', async () => {
  await server.leave()
  clearInterval(alive)
})
// Last, because whoever reads it may send the signal at once.
console.log(`at ${server.url} in ${server.cluster} end`)
