import { startEmbeddedPostgres } from './adapters/embedded-postgres/embedded-postgres.ts'
import { pinoLog } from './adapters/pino/pino-log.ts'
import { type Config, loadConfig } from './config.ts'
import { Refused } from './domain/failure.ts'
import { migrate } from './migrate.ts'
import type { OpenDatabase, Parts } from './supervisor/parts.ts'
import { runProduct } from './supervisor/run-product.ts'

const config = settings()
const log = pinoLog({ level: config.logLevel, name: 'supervisor' })

await runProduct({
  entry: import.meta.filename,
  config,
  log,
  openDatabase,
  migrate,
  // Loaded by the processes that need it; the supervisor itself stays small.
  startRole: async (order) => (await compose()).startRole(order),
  releaseJobsOf: async (...dead) => (await compose()).releaseJobsOf(...dead),
} satisfies Parts)

function settings(): Config {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

function compose() {
  return import('./compose.ts')
}

async function openDatabase({ databaseUrl, dataDir }: Config): Promise<OpenDatabase> {
  return databaseUrl === undefined
    ? startEmbeddedPostgres({ dataDir, log })
    : { url: databaseUrl.reveal(), leave: async () => undefined }
}
