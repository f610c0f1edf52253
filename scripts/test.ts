import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.ts'
import { testProcesses } from './test-processes.ts'

/**
 * What `npm test` runs: lint, types and generated files, then all tests on a PostgreSQL of their
 * own. With paths (`npm test -- src/domain`) only the tests there; with `--long` the long ones too.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
})

const FOLDERS = ['src', 'test', 'sandbox', 'scripts']
const NODE = process.execPath

// Nothing more is started after a signal; what runs is ended, and we stay to clean up.
const told = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort())

const checked = positionals.length > 0 || (await check())
const passed = await runTests()
if (!checked && !told.signal.aborted)
  console.error('\nLint, types or generated files have failed: see the top.')
process.exit(checked && passed ? 0 : 1)

async function check(): Promise<boolean> {
  const bin = (name: string) => join('node_modules', '.bin', name)
  const lint = await step('Lint', bin('biome'), ['check'])
  const types = await step('Types', bin('tsc'), ['-p', '.'])
  const generated = await step('Generated files', NODE, ['scripts/write-generated.ts', '--check'])
  return lint && types && generated
}

function step(title: string, program: string, parameters: readonly string[]): Promise<boolean> {
  console.log(`\n== ${title}`)
  return run(program, parameters, process.env)
}

async function runTests(): Promise<boolean> {
  await using directory = await throwAwayDirectory()
  const asked = positionals.length > 0 ? positionals : FOLDERS
  const first = values.long ? [] : ['test/support/same-cases.ts']
  const processes = await testProcesses(asked, directory.path, first)
  await using database = await testServer(directory.path)
  console.log('\n== Tests')
  return await run(
    NODE,
    [
      '--test',
      '--test-concurrency=2',
      '--test-timeout=120000',
      '--test-reporter=spec',
      ...processes,
    ],
    {
      ...process.env,
      TEST_DATABASE_URL: database.url,
      // So that the code is compiled once and not by each process.
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled'),
      ...(values.long ? { STL_TEST_LONG: '1' } : {}),
    },
  )
}

/** A server whose data nobody needs afterwards, unless the environment names one. */
async function testServer(directory: string): Promise<AsyncDisposable & { readonly url: string }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, [Symbol.asyncDispose]: async () => undefined }
  const log = { info: console.log, warn: console.warn, error: console.error }
  const server = await startEmbeddedPostgres({ dataDir: directory, log, durable: false })
  await stretchPasswordOnce(server.url)
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server.leave()
      await rm(dirname(server.cluster), { recursive: true, force: true })
    },
  }
}

/**
 * Tests connect thousands of times, and a password is stretched by thousands of rounds each time. What
 * it is stretched for, that nobody can find it from what the server has kept, is of no use here.
 */
async function stretchPasswordOnce(url: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('set scram_iterations = 1')
  const password = pg.escapeLiteral(decodeURIComponent(new URL(url).password))
  await client.query(`alter role current_user password ${password}`)
  await client.end()
}

async function throwAwayDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'speed-to-lead-test-'))
  // As root the server runs as another user, who must get in.
  await chmod(path, 0o755)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function run(
  program: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (told.signal.aborted) return false
  const child = spawn(program, parameters, { stdio: 'inherit', env })
  const end = () => child.kill('SIGTERM')
  told.signal.addEventListener('abort', end)
  const [code] = await once(child, 'exit')
  told.signal.removeEventListener('abort', end)
  return code === 0
}
