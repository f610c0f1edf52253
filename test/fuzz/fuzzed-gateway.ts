import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { postgresConfigurationStore } from '../../src/adapters/postgres/configuration-store.ts'
import { connect, type Db } from '../../src/adapters/postgres/connect.ts'
import { exampleCompany } from '../support/example-company.ts'
import { temporaryDirectory, until, unusedPort } from '../support/processes.ts'
import { testDatabase } from '../support/test-database.ts'
import { fuzzedSources } from './sources.ts'
import type { Told } from './tell-about-itself.ts'

/** The gateway as it is run in production, in a process of its own, on a database of its own. */
export type FuzzedGateway = AsyncDisposable & {
  readonly url: string
  readonly db: Db
  /** Resolves with what it said when the process has ended, and not before. */
  readonly ended: Promise<string>
  hasEnded(): boolean
  /** What it says of itself. */
  tells(): Promise<Told>
  /** How many deliveries it has refused, by code. */
  refused(): Promise<ReadonlyMap<string, number>>
  /** What it has logged as warnings and errors. */
  complaints(): string
}

const ROOT = join(import.meta.dirname, '../..')

/** Starts it with a source of every kind. */
export async function fuzzedGateway(): Promise<FuzzedGateway> {
  await using untilItFails = new AsyncDisposableStack()
  const database = untilItFails.use(await testDatabase())
  const directory = untilItFails.use(await temporaryDirectory())
  const db = connect(database.url, 4)
  untilItFails.defer(() => db.destroy())
  const { documents } = exampleCompany({ sources: { sources: [...fuzzedSources] } })
  await postgresConfigurationStore(db, () => new Date()).apply(documents, 'test')
  const port = await unusedPort()
  const url = `http://127.0.0.1:${port}`
  const child = started(database.url, directory.path, port)
  untilItFails.defer(() => stopped(child))
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (more) => {
      said = `${said}${more}`.slice(-100_000)
    })
  }
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`The gateway did not start:\n${said}`)
    return fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
  }, 'the gateway answers')
  const running = untilItFails.move()
  return {
    url,
    db,
    ended: once(child, 'close').then(
      ([code, signal]) => `It ended with ${code ?? signal}:\n${said}`,
    ),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async tells() {
      child.send('tell')
      const [told] = await once(child, 'message')
      return told as Told
    },
    async refused() {
      const text = await (await fetch(`${url}/metrics`)).text()
      return refusals(text)
    },
    complaints: () =>
      said
        .split('\n')
        .filter((line) => line.startsWith('{') || line.includes('Error'))
        .join('\n'),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function started(databaseUrl: string, dataDir: string, port: number): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const preload = join(import.meta.dirname, 'tell-about-itself.ts')
  return spawn(
    process.execPath,
    ['--expose-gc', '--import', `file://${preload}`, join(ROOT, 'src/main.ts')],
    {
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH,
        ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}),
        PORT: `${port}`,
        STL_ROLES: 'gateway',
        STL_DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        STL_LOG_LEVEL: 'warn',
      },
    },
  )
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function refusals(metrics: string): ReadonlyMap<string, number> {
  const byCode = new Map<string, number>()
  for (const line of metrics.split('\n')) {
    const found = /^stl_deliveries_refused_total\{.*code="([^"]+)".*\} (\d+)/.exec(line)
    const [, code = '', count = '0'] = found ?? []
    if (found !== null) byCode.set(code, (byCode.get(code) ?? 0) + Number(count))
  }
  return byCode
}
