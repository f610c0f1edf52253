import { disconnectCompany } from './company.ts'
import { type DemoOptions, readOptions, USAGE } from './read-options.ts'
import { runDemo } from './run-demo.ts'
import type { Scene } from './scene.ts'
import { setUp } from './set-up.ts'
import { isSettled, summaryOf } from './summary.ts'
import { lookFurther } from './view/frame.ts'
import { plainView } from './view/plain-view.ts'
import { terminalView } from './view/terminal-view.ts'
import { noView, type View } from './view/view.ts'

/**
 * What `npm run demo` runs. Ends with 0 after `--seconds` or Ctrl-C, and with 1 when anything went
 * wrong or a lead was not decided; either way nothing it started is left running.
 */
const told = new AbortController()
// More signals change nothing: Ctrl-C reaches us twice, from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => told.abort())
// Whoever read what we print has gone: `npm run demo | head`.
process.stdout.on('error', () => told.abort())

process.exit(await demo())

async function demo(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2))
    if (options !== 'help') return await show(options)
    console.log(USAGE)
    return 0
  } catch (error) {
    // What was being started is no failure when it was told to stop.
    if (told.signal.aborted && error === told.signal.reason) return 0
    console.error(`\n${error instanceof Error ? error.message : error}`)
    return 1
  }
}

async function show(options: DemoOptions): Promise<number> {
  const view = viewFor(options)
  const scene = await play(options, view)
  view.close(scene)
  for (const text of farewell(scene)) view.say(text)
  if (options.json) console.log(JSON.stringify(summaryOf(scene)))
  if (told.signal.aborted || isSettled(scene.board, scene.tally)) return 0
  throw new Error(`Not every lead was decided in time. See ${scene.dataDir}/product.log`)
}

/** Resolves when nothing runs any more. */
async function play(options: DemoOptions, view: View): Promise<Scene> {
  await using started = new AsyncDisposableStack()
  started.defer(() => view.close())
  view.say('\nStarting Speed-to-Lead, its database and the vendors it talks to ...')
  const parts = await setUp(started, told.signal)
  const [shown] = await Promise.allSettled([runDemo(options, parts, view, told.signal)])
  const [left] = await Promise.allSettled([disconnectCompany(parts.api)])
  // What ended the demo is told rather than what followed from it.
  if (shown.status === 'rejected') throw shown.reason
  if (left.status === 'rejected') throw left.reason
  return shown.value
}

function viewFor({ json }: DemoOptions): View {
  if (json) return noView
  return process.stdout.isTTY ? terminalView(process.stdout) : plainView(process.stdout)
}

function farewell(scene: Scene): string[] {
  return [
    '',
    'All of it is stopped. Until the next demo you can look at these leads again:',
    `  STL_DATA_DIR=${scene.dataDir} npm start`,
    `  ${lookFurther(scene)}`,
    'Or start with the example company and no leads:',
    '  npm start',
  ]
}
