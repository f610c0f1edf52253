import assert from 'node:assert/strict'
import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { isAlive, run, temporaryDirectory, until } from '../support/processes.ts'

const SCRIPTS = join(import.meta.dirname, '../../scripts')

/**
 * Stands for npm: notes how it was called, and installs nothing but a node. It waits while there
 * is a file `wait`, and fails when there is a file `fail`.
 */
const NPM = `
const { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs')
writeFileSync('npm-pid', String(process.pid))
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
while (existsSync('wait')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
if (existsSync('fail')) { console.error('the registry is on holiday'); process.exit(1) }
if (process.argv[2] === 'rebuild') {
  mkdirSync('node_modules/.bin', { recursive: true })
  rmSync('node_modules/.bin/node', { force: true })
  symlinkSync(process.execPath, 'node_modules/.bin/node')
}
`

async function checkout() {
  const directory = await temporaryDirectory()
  const at = (...names: string[]) => join(directory.path, ...names)
  await mkdir(at('scripts'))
  for (const name of ['ensure-installed.mjs', 'install-lock.mjs', 'run-to-the-end.mjs']) {
    await copyFile(join(SCRIPTS, name), at('scripts', name))
  }
  await writeFile(at('npm.cjs'), NPM)
  await writeFile(at('package.json'), JSON.stringify({ allowScripts: {} }))
  await writeFile(at('package-lock.json'), JSON.stringify({ packages: {} }))
  const env = {
    npm_execpath: at('npm.cjs'),
    npm_node_execpath: process.execPath,
    PATH: `${at('node_modules/.bin')}:${dirname(process.execPath)}:/usr/bin:/bin`,
  }
  return {
    at,
    ensure: () => run(at('scripts/ensure-installed.mjs'), [], { env, cwd: directory.path }),
    calls: () =>
      readFile(at('calls'), 'utf8').then(
        (text) => text.trim().split('\n'),
        () => [],
      ),
    [Symbol.asyncDispose]: directory[Symbol.asyncDispose],
  }
}

test('a fresh clone is installed once, with all that is needed to run and to test', async () => {
  await using clone = await checkout()

  await using first = clone.ensure()
  assert.equal(await first.ended, 0)
  await using second = clone.ensure()
  assert.equal(await second.ended, 0)

  const [install, rebuild, ...more] = await clone.calls()
  assert.match(`${install}`, /^ci .*--include=dev --include=optional/)
  assert.match(`${rebuild}`, /^rebuild/)
  assert.deepEqual(more, [])
  assert.equal(first.said(), 'Installing dependencies (first run) ...\n')
  assert.equal(second.said(), '')
})

test('of two at once the second waits for the first and installs nothing', async () => {
  await using clone = await checkout()
  await writeFile(clone.at('wait'), '')

  await using first = clone.ensure()
  await until(async () => (await clone.calls()).length > 0, 'the first installs')
  await using second = clone.ensure()
  await rm(clone.at('wait'))

  assert.deepEqual([await first.ended, await second.ended], [0, 0])
  assert.equal((await clone.calls()).length, 2)
})

test('the lock of an install that was killed is taken over', async () => {
  await using clone = await checkout()
  await writeFile(clone.at('.install-lock'), `${2 ** 31 - 1}`)

  await using ensure = clone.ensure()

  assert.equal(await ensure.ended, 0)
  assert.equal((await clone.calls()).length, 2)
})

test('another lock file or a node that does not run brings a new install', async () => {
  await using clone = await checkout()
  await using first = clone.ensure()
  await first.ended

  await writeFile(
    clone.at('package-lock.json'),
    JSON.stringify({ packages: { a: { version: '2' } } }),
  )
  await using second = clone.ensure()
  assert.equal(await second.ended, 0)
  await rm(clone.at('node_modules/.bin/node'))
  await writeFile(clone.at('node_modules/.bin/node'), '#!/bin/sh\nexit 1\n')
  await chmod(clone.at('node_modules/.bin/node'), 0o755)
  await using third = clone.ensure()
  assert.equal(await third.ended, 0)

  assert.equal((await clone.calls()).length, 6)
})

test('what a person installed in the locked versions is left alone', async () => {
  await using clone = await checkout()
  const packages = { a: { version: '2' }, b: { version: '1', optional: true, os: ['beos'] } }
  await writeFile(clone.at('package-lock.json'), JSON.stringify({ packages }))
  await mkdir(clone.at('node_modules/.bin'), { recursive: true })
  await symlink(process.execPath, clone.at('node_modules/.bin/node'))
  await writeFile(
    clone.at('node_modules/.package-lock.json'),
    JSON.stringify({ packages: { a: packages.a } }),
  )

  await using ensure = clone.ensure()

  assert.equal(await ensure.ended, 0)
  assert.deepEqual(await clone.calls(), [])
})

test('nothing is installed beneath a running product', async () => {
  await using clone = await checkout()
  const running = clone.at('.data/running')
  await mkdir(running, { recursive: true })
  await writeFile(join(running, `${process.pid}`), JSON.stringify({ checkout: clone.at() }))
  await writeFile(join(running, `${2 ** 31 - 1}`), JSON.stringify({ checkout: clone.at() }))

  await using ensure = clone.ensure()

  assert.equal(await ensure.ended, 1)
  assert.match(
    ensure.said(),
    new RegExp(`running from this\\s+directory \\(process ${process.pid}\\)`),
  )
  assert.deepEqual(await clone.calls(), [])
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} during an install ends npm too, and the next start installs`, async () => {
    await using clone = await checkout()
    await writeFile(clone.at('wait'), '')
    await using first = clone.ensure()
    await until(async () => (await clone.calls()).length > 0, 'it installs')
    const npm = Number(await readFile(clone.at('npm-pid'), 'utf8'))

    first.child.kill(signal)
    const code = await first.ended

    assert.equal(code, signal === 'SIGTERM' ? 143 : 130)
    assert.equal(isAlive(npm), false)
    await rm(clone.at('wait'))
    await using second = clone.ensure()
    assert.equal(await second.ended, 0)
  })
}

test('an install that fails says why, and leaves nothing that looks installed', async () => {
  await using clone = await checkout()
  await writeFile(clone.at('fail'), '')

  await using first = clone.ensure()
  assert.equal(await first.ended, 1)
  await rm(clone.at('fail'))
  await using second = clone.ensure()

  assert.match(first.said(), /the registry is on holiday/)
  assert.equal(await second.ended, 0)
})
