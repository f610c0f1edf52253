import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stl, stubProduct } from '../../test/support/command-line.ts'
import { commands } from './command-line.ts'

const NOWHERE = { url: 'http://127.0.0.1:1' }
const ID = '01900000-0000-7000-8000-000000000001'

async function folder(files: Readonly<Record<string, string>> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'stl-cli-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('every command has help that fits 80 columns and names its call', async () => {
  for (const { name, help } of commands) {
    const { exitCode, out } = await stl(NOWHERE, 'help', name)
    assert.equal(exitCode, 0)
    assert.equal(out, help)
    assert.match(help, new RegExp(`^Usage: ./stl ${name}`))
    for (const line of help.split('\n')) assert.ok(line.length <= 80, `${name}: ${line}`)
  }
})

test('called without a command, or with a wrong one, it lists them all', async () => {
  const overview = await stl(NOWHERE)
  const wrong = await stl(NOWHERE, 'frobnicate')

  assert.equal(overview.exitCode, 0)
  assert.equal(wrong.exitCode, 2)
  for (const { name } of commands)
    assert.ok(overview.out.includes(name) && wrong.complaint.includes(name))
})

test('an unknown option or a missing argument is told without a stack', async () => {
  const calls = [
    ['leads', '--colour'],
    ['lead'],
    ['lead', ID, '--latest'],
    ['lead', '--latest', '--wait', 'soon'],
    ['send', '--source', 'web-form'],
    ['send', 'a.json'],
    ['apply'],
    ['deadletters'],
    ['index'],
    ['reviews', 'resolve', ID],
    ['duplicates'],
    ['duplicates', 'join'],
    ['duplicates', 'join', ID, '--owner', 'anna'],
    ['duplicates', 'not-same', ID, ID],
    ['duplicates', 'split'],
    ['duplicates', 'split', ID, ID, '--join', ID],
    ['tokens', 'create'],
    ['segments', 'show'],
    ['time-off', 'remove'],
    ['reviews', 'list', ID],
    ['accounts', 'constructor'],
  ]

  for (const call of calls) {
    const { exitCode, complaint } = await stl(NOWHERE, ...call)
    assert.equal(exitCode, 2, call.join(' '))
    assert.doesNotMatch(complaint, /\n {4}at /)
  }
})

test('a verb that is not there is answered with those there are', async () => {
  const wrong = await stl(NOWHERE, 'time-off', 'ad', 'jonas')

  assert.equal(wrong.exitCode, 2)
  assert.equal(wrong.complaint, 'Say list, add or remove.')
})

test('a file that is not there is told by its name', async () => {
  const calls = [
    ['accounts', 'import', '/nothing/there'],
    ['segments', 'load', 'zips_north', '/nothing/there'],
  ]

  for (const call of calls) {
    const { exitCode, complaint } = await stl(NOWHERE, ...call)
    assert.equal(exitCode, 1)
    assert.equal(complaint, '/nothing/there cannot be read.')
  }
})

test('when nobody answers it says how to start the product', async () => {
  const { exitCode, complaint } = await stl(NOWHERE, 'leads')

  assert.equal(exitCode, 1)
  assert.match(complaint, /npm start/)
})

test('the product is found by its data directory, by the launcher itself', async () => {
  await using product = await stubProduct({
    'GET /v1/leads?limit=20': [200, { items: [], nextCursor: null }],
  })
  await using data = await folder({
    'product.json': JSON.stringify({ url: product.url, adminToken: 'of-the-file' }),
  })
  const run = (environment: Record<string, string>) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const entry = join(import.meta.dirname, 'main.ts')
      execFile(process.execPath, [entry, 'leads'], { env: environment }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out: out + err }),
      )
    })

  const found = await run({ STL_DATA_DIR: data.path })
  const named = await run({ STL_PUBLIC_URL: product.url, STL_ADMIN_TOKEN: 'of-the-environment' })
  const missing = await run({ STL_DATA_DIR: join(data.path, 'nothing') })

  assert.deepEqual(found, { code: 0, out: 'No leads.\n' })
  assert.equal(named.code, 0)
  assert.deepEqual(
    product.received.map(({ authorization }) => authorization),
    ['Bearer of-the-file', 'Bearer of-the-environment'],
  )
  assert.equal(missing.code, 1)
  assert.match(missing.out, /not running/)
})

test('a file is sent byte for byte, as its vendor would, and the answer is shown', async () => {
  await using product = await stubProduct({ 'POST /v1/capture/google-ads': [200, {}] })
  const text = '{ "form_id": 40000123456789012345, "x": "ü" }'
  await using files = await folder({ 'lead.json': text })

  const { exitCode, out } = await stl(
    product,
    ...['send', join(files.path, 'lead.json'), '--source', 'google-ads'],
  )

  assert.deepEqual([exitCode, out], [0, '200 {}'])
  assert.deepEqual(product.received, [
    {
      line: 'POST /v1/capture/google-ads',
      contentType: 'application/json',
      authorization: undefined,
      body: text,
    },
  ])
})

test('fields are set without harming long numbers, or sent as a form of their own', async () => {
  await using product = await stubProduct({ 'POST /v1/capture/web-form': [200, {}] })
  await using files = await folder({ 'lead.json': '{"form_id":40000123456789012345,"key":"a"}' })

  await stl(
    product,
    ...['send', join(files.path, 'lead.json'), '--source', 'web-form', '--field', 'key=b=c'],
  )
  await stl(product, 'send', '--source', 'web-form', '--field', 'email=ines@example.org')

  assert.deepEqual(
    product.received.map(({ contentType, body }) => [contentType, body]),
    [
      ['application/json', '{"form_id":40000123456789012345,"key":"b=c"}'],
      ['application/x-www-form-urlencoded', 'email=ines%40example.org'],
    ],
  )
})

test('what a source refuses is shown, and fails', async () => {
  await using product = await stubProduct({})

  const { exitCode, out } = await stl(product, 'send', '--source', 'none', '--field', 'a=b')

  assert.equal(exitCode, 1)
  assert.match(out, /^404 .*Not found/)
})

test('apply prints every problem as file:line: reason', async () => {
  const problems = [
    { file: 'routing.yaml', line: 7, path: 'rules[0].when', reason: 'no such field' },
    { file: 'teams.yaml', line: 2, path: '', reason: 'two of them' },
  ]
  await using product = await stubProduct({
    'POST /v1/config/apply': [422, { status: 422, title: 'Nothing was applied', problems }],
  })
  await using files = await folder({ 'teams.yaml': 'a', 'routing.yaml': 'b', 'notes.md': 'c' })

  const { exitCode, complaint } = await stl(product, 'apply', '-f', files.path)

  const { files: sent } = JSON.parse(product.received[0]?.body ?? '') as {
    files: { path: string }[]
  }
  assert.equal(exitCode, 1)
  assert.equal(complaint, 'routing.yaml:7: no such field\nteams.yaml:2: two of them')
  assert.deepEqual(
    sent.map(({ path }) => path),
    [join(files.path, 'routing.yaml'), join(files.path, 'teams.yaml')],
  )
})

test('apply says which revision is active and what changed', async () => {
  await using files = await folder({ 'sla.yaml': 'a' })
  await using product = await stubProduct({
    'POST /v1/config/apply': [200, { revision: 4, changed: ['sla'] }],
  })

  const { out } = await stl(product, 'apply', '-f', join(files.path, 'sla.yaml'))

  assert.equal(out, 'Applied as revision 4. Changed: sla.')
})

test('export writes the documents, and never outside its directory', async () => {
  const documents = [
    { path: 'sla.yaml', text: 'maxHops: 3\n' },
    { path: '../../crm.yaml', text: 'kind: built-in\n' },
  ]
  await using product = await stubProduct({
    'GET /v1/config/export': [200, { revision: 2, files: documents }],
  })
  await using out = await folder()

  await stl(product, 'export', '-o', join(out.path, 'deep'))

  assert.deepEqual((await readdir(join(out.path, 'deep'))).sort(), ['crm.yaml', 'sla.yaml'])
  assert.equal(await readFile(join(out.path, 'deep', 'sla.yaml'), 'utf8'), 'maxHops: 3\n')
})

test('a refusal of the product is told in its words', async () => {
  await using product = await stubProduct({
    'GET /v1/leads?limit=20': [403, { status: 403, title: 'Not allowed', detail: 'No.' }],
  })

  const { exitCode, complaint } = await stl(product, 'leads')

  assert.deepEqual([exitCode, complaint], [1, 'Not allowed: No.'])
})
