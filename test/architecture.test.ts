import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'

type Row = readonly [path: string, allowed: readonly string[]]

const INNER = ['src/domain/', 'src/ports/']

/**
 * Who may import whom. The first row that a file's path starts with decides. A file may always
 * import its own folder and Node itself.
 */
const mayImport: readonly Row[] = [
  [
    'src/domain/',
    [
      'src/domain/',
      'zod',
      'yaml',
      '@marcbachmann/cel-js',
      'temporal-polyfill',
      'any-ascii',
      'tldts',
    ],
  ],
  ['src/ports/', ['src/domain/']],
  ['src/stages/01-capture/', [...INNER, 'src/stages/01-capture/', 'lossless-json', 'qs', 'zod']],
  [
    'src/stages/02-validate/',
    [...INNER, 'libphonenumber-js', 'email-providers', 'disposable-email-domains-js', 'zod'],
  ],
  ['src/stages/', INNER],
  [
    'src/followers/late-data.ts',
    [
      ...INNER,
      'src/stages/02-match/',
      'src/stages/04-account/',
      'src/stages/04-enrich/',
      'src/stages/05-score/',
    ],
  ],
  [
    'src/followers/complete-contact.ts',
    [...INNER, 'src/stages/02-validate/', 'src/stages/03-dedupe/'],
  ],
  [
    'src/followers/follow-late-route.ts',
    [...INNER, 'src/stages/06-route/', 'src/stages/07-assign/'],
  ],
  ['src/followers/is-for-somebody-else.ts', [...INNER, 'src/stages/07-assign/']],
  ['src/followers/escalate.ts', [...INNER, 'src/stages/07-assign/']],
  ['src/followers/escalation-step.ts', [...INNER, 'src/stages/07-assign/']],
  ['src/followers/', INNER],
  ['src/simulation/', [...INNER, 'src/stages/06-route/', 'src/stages/07-assign/']],
  ['src/pipeline.ts', [...INNER, 'src/stages/']],
  ['src/worker/', [...INNER, 'src/pipeline.ts', 'src/followers/']],
  ['src/telemetry/', INNER],
  [
    'src/http/',
    [
      ...INNER,
      'src/stages/01-capture/',
      'fastify',
      '@fastify/',
      'csv-parse',
      'fastify-type-provider-zod',
      'zod',
      'qs',
      'lossless-json',
      'yaml',
    ],
  ],
  ['src/adapters/node-postgres/', ['pg']],
  [
    'src/adapters/postgres/',
    [...INNER, 'src/adapters/node-postgres/', 'src/worker/group-commit.ts', 'kysely', 'pg', 'zod'],
  ],
  [
    'src/adapters/pgboss/',
    [...INNER, 'src/adapters/node-postgres/', 'src/worker/group-commit.ts', 'pg-boss', 'pg', 'zod'],
  ],
  ['src/adapters/prometheus/', [...INNER, 'prom-client']],
  ['src/adapters/opentelemetry/', [...INNER, '@opentelemetry/']],
  ['src/adapters/vendor/', [...INNER, 'cockatiel', 'zod']],
  ['src/adapters/webhook/', [...INNER, 'src/adapters/vendor/']],
  ['src/adapters/smtp/', [...INNER, 'src/adapters/vendor/', 'nodemailer']],
  ['src/adapters/web-push/', [...INNER, 'src/adapters/vendor/', 'web-push']],
  ['src/adapters/offline/', [...INNER, 'tldts']],
  ['src/adapters/embedded-postgres/', [...INNER, 'pg']],
  ['src/adapters/in-process/', [...INNER, 'rate-limiter-flexible']],
  ['src/adapters/redis/', [...INNER, 'rate-limiter-flexible', 'ioredis', 'cockatiel']],
  ['src/adapters/pino/', [...INNER, 'pino']],
  ['src/adapters/', [...INNER, 'src/adapters/vendor/', 'zod']],
  ['src/cli/', [...INNER, 'src/config.ts', 'src/migrate.ts', 'zod', 'yaml', 'lossless-json']],
  ['src/config.ts', ['src/domain/', 'src/settings.ts', 'zod']],
  ['src/settings.ts', ['src/domain/', 'zod']],
  ['src/migrate.ts', ['src/']],
  ['src/supervisor/', [...INNER, 'src/config.ts', 'src/settings.ts']],
  ['src/compose', ['src/']],
  ['src/main.ts', ['src/']],
]

const files = globSync('src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))

test('the check sees the code', () => {
  assert.ok(files.length >= 100, `found only ${files.length} files`)
  assert.ok(importsOf('src/compose/platform.ts').includes('src/adapters/pgboss/boss.ts'))
})

test('an import that is not allowed is found', () => {
  assert.deepEqual(notAllowed('src/domain/lead.ts', ['pg', 'src/adapters/pgboss/boss.ts']), [
    'pg',
    'src/adapters/pgboss/boss.ts',
  ])
})

describe('every file imports only what its folder may', () => {
  for (const file of files) {
    test(file, () => {
      assert.deepEqual(notAllowed(file, importsOf(file)), [])
    })
  }
})

test('only the settings read the environment', () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))

  assert.deepEqual(readers, ['src/config.ts'])
})

test('no stage knows another stage', () => {
  const stages = files.filter((file) => file.startsWith('src/stages/'))
  const across = stages.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('src/stages/') && stageOf(name) !== stageOf(file))
      .map((name) => `${file} imports ${name}`),
  )

  assert.deepEqual(across, [])
})

/** The folder of a stage, also for files in a folder of its own below it. */
function stageOf(file: string): string {
  return file.split('/').slice(0, 3).join('/')
}

function notAllowed(file: string, imports: readonly string[]): string[] {
  const row = mayImport.find(([path]) => file.startsWith(path))
  assert.ok(row, `${file} is in no row of the table: decide what it may import`)
  const ownFolder = `${dirname(file)}/`
  const allowed = ownFolder === 'src/' ? row[1] : [ownFolder, ...row[1]]
  return imports.filter((name) => !allowed.some((it) => covers(it, name)))
}

/** `src/domain/` covers all files below it; `zod` covers `zod` and `zod/mini`. */
function covers(allowed: string, name: string): boolean {
  return name === allowed || name.startsWith(allowed.endsWith('/') ? allowed : `${allowed}/`)
}

function importsOf(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...imports]
    .map(([, name = '']) => (name.startsWith('.') ? join(dirname(file), name) : name))
    .filter((name) => !name.startsWith('node:'))
}
