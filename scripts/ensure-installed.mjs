// Installs the dependencies when they are missing or stale, so that `npm start` and `npm test` work
// as the first command on a fresh clone. Runs on Node 20, before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { fileURLToPath } from 'node:url'
import { isAlive, underLock } from './install-lock.mjs'
import { runToTheEnd } from './run-to-the-end.mjs'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
const inCheckout = (...names) => join(checkout, ...names)
const stampFile = inCheckout('node_modules', '.stl-installed')
const binDirectory = inCheckout('node_modules', '.bin')
const NODE_MAJOR = 24

try {
  if (!isInstalled()) await underLock(inCheckout('.install-lock'), installUnlessDone)
} catch (error) {
  console.error(error.message)
  process.exit(error.exitCode ?? 1)
}

function isInstalled() {
  if (readText(stampFile) !== stamp() && !installedAsLocked()) return false
  if (nodeProblem() !== undefined) return false
  if (readText(stampFile) !== stamp()) writeFileSync(stampFile, stamp())
  return true
}

/** What the installed modules depend on: the lock file, and the machine they were made for. */
function stamp() {
  const locked = readText(inCheckout('package-lock.json')) ?? readText(inCheckout('package.json'))
  const digest = createHash('sha256').update(locked).digest('hex')
  return `${digest} ${process.platform}-${process.arch}\n`
}

/** Whether npm itself noted that it installed every package in the locked version, as after `npm ci`. */
function installedAsLocked() {
  const locked = readPackages(inCheckout('package-lock.json'))
  const installed = readPackages(inCheckout('node_modules', '.package-lock.json'))
  if (locked === undefined || installed === undefined) return false
  return Object.entries(locked).every(([path, { version, integrity, ...limits }]) => {
    const found = installed[path]
    if (path === '') return true
    if (found !== undefined) return found.version === version && found.integrity === integrity
    return limits.optional === true && !isForThisMachine(limits)
  })
}

/** Which C library a machine has is not known here, so packages that ask for one may be missing. */
function isForThisMachine({ os, cpu, libc }) {
  return libc === undefined && includes(os, process.platform) && includes(cpu, process.arch)
}

function readPackages(path) {
  const text = readText(path)
  return text === undefined ? undefined : JSON.parse(text).packages
}

function includes(names, name) {
  return names === undefined || names.includes(name)
}

/** Why the `node` that npm scripts find first is not the one we need; undefined when it is. */
function nodeProblem() {
  const env = { ...process.env, PATH: `${binDirectory}${delimiter}${process.env.PATH}` }
  const { status, stdout, stderr, error } = spawnSync('node --version', {
    env,
    encoding: 'utf8',
    shell: true,
  })
  if (status !== 0) return `it does not run (${(stderr || error?.message || '').trim()})`
  const major = Number.parseInt(stdout.slice(1), 10)
  return major >= NODE_MAJOR ? undefined : `it is ${stdout.trim()}`
}

/** Another process may have installed everything while we waited for the lock. */
async function installUnlessDone() {
  if (isInstalled()) return
  refuseBeneathRunningProduct()
  console.log('Installing dependencies (first run) ...')
  // A node that does not run would be found first by its own install script.
  for (const path of [join('.bin', 'node'), 'node', '.stl-installed', '.package-lock.json']) {
    rmSync(inCheckout('node_modules', path), { recursive: true, force: true })
  }
  await install()
  const problem = nodeProblem()
  if (problem === undefined) {
    writeFileSync(stampFile, stamp())
    return
  }
  throw new Error(
    `Node ${NODE_MAJOR} was to come with the npm package "node", but ${problem}.\n` +
      `Look whether npm may run install scripts ("npm config get ignore-scripts" must be false),\n` +
      `or install Node ${NODE_MAJOR} yourself and delete ${join(binDirectory, 'node')}.`,
  )
}

/** An install takes the modules away first; a product that runs from them would break. */
function refuseBeneathRunningProduct() {
  if (existsSync(inCheckout('.env'))) loadEnvFile(inCheckout('.env'))
  const running = join(resolve(checkout, process.env.STL_DATA_DIR || '.data'), 'running')
  if (!existsSync(running)) return
  const alive = readdirSync(running).filter((name) => {
    const text = readText(join(running, name))
    return text !== undefined && JSON.parse(text).checkout === checkout && isAlive(Number(name))
  })
  if (alive.length === 0) return
  throw new Error(
    'The dependencies have changed and must be installed, but the product is running from this\n' +
      `directory (process ${alive.join(', ')}). Stop it first (kill ${alive.join(' ')}), then try again.`,
  )
}

async function install() {
  const locked = existsSync(inCheckout('package-lock.json'))
  const all = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const first = await runNpm(locked ? ['ci', ...all] : ['install', ...all])
  // npm also calls a lock file broken when it only lacks packages of other platforms.
  const second = first.includes('EUSAGE') ? await runNpm(['install', '--no-save', ...all]) : first
  const last =
    second || (await runNpm(['rebuild', '--ignore-scripts=false', ...packagesWithScripts()]))
  if (last !== '') throw new Error(`${last}\n\nThe dependencies could not be installed.`)
}

/** Only these need to run something when installed; others would load lists from the internet. */
function packagesWithScripts() {
  const { allowScripts } = JSON.parse(readText(inCheckout('package.json')))
  return Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(inCheckout('node_modules', name)),
  )
}

/** What npm had to say against it; empty when all went well. */
async function runNpm(command) {
  const [program, ...before] = npmProgram()
  const { status, said } = await runToTheEnd(program, [...before, ...command, '--loglevel=error'], {
    cwd: checkout,
    env: installEnvironment(),
  })
  return status === 0 ? '' : said || `npm ${command.join(' ')} failed`
}

/** The npm that runs us, on its own node: the one on the PATH may be the one being replaced. */
function npmProgram() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  if (npm === undefined) return ['npm']
  const usable = node !== undefined && !node.startsWith(checkout) && existsSync(node)
  return usable ? [node, npm] : [npm]
}

/** Settings meant for our own script (`npm test --omit=dev`) must not reach the install. */
function installEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(omit|include)$/i.test(name),
  )
  const path = (process.env.PATH ?? '').split(delimiter)
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: '',
    PATH: path.filter((directory) => resolve(directory) !== binDirectory).join(delimiter),
  }
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
