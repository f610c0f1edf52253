import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Role } from '../settings.ts'

/** Says first what is about to start: a new database and its tables take a while. */
export function announceBeginning(roles: readonly Role[], config: Config): void {
  const parts = [`database (${databaseOf(config)})`, ...roles].join(', ')
  process.stdout.write(`Starting ${parts} ...\n`)
}

/** Tells the person at the terminal that all runs, once the gateway answers. */
export async function announceStart(roles: readonly Role[], config: Config): Promise<void> {
  if (roles.includes('gateway')) await untilHealthy(config.localUrl)
  process.stdout.write(`${lines(roles, config).join('\n')}\n`)
}

async function untilHealthy(url: string): Promise<void> {
  while (!(await isHealthy(url))) await wait(50)
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (reply) => {
      await reply.body?.cancel()
      return reply.ok
    },
    () => false,
  )
}

function lines(roles: readonly Role[], config: Config): string[] {
  const database = databaseOf(config)
  const stop = ['  Stop it with Ctrl-C.', '']
  if (!roles.includes('gateway')) {
    return ['', `Speed-to-Lead: the worker runs (database: ${database}).`, '', ...stop]
  }
  return [
    '',
    `Speed-to-Lead is running at ${config.publicUrl}`,
    '',
    `  Database: ${database}`,
    '  Send a first lead:   ./stl send docs/examples/google-ads-lead.json --source google-ads',
    '  See what became of it:   ./stl lead --latest',
    ...stop,
  ]
}

const databaseOf = ({ databaseUrl, dataDir }: Config) =>
  databaseUrl === undefined ? `embedded, in ${dataDir}` : 'yours'
