import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { capture } from './capture.ts'
import { dedupe } from './dedupe.ts'
import { journey } from './journey.ts'
import { notify } from './notify.ts'
import { route } from './route.ts'
import { simulate } from './simulate.ts'
import type { Measure, Row, Suite } from './suite.ts'
import { describeMachine } from './support/machine.ts'
import { table } from './support/table.ts'

/**
 * What `npm run bench -- [suite ...] [--quick] [--json FILE]` runs: the suites named, or all of
 * them, one after another, each on a product and a database of its own. Nothing is asserted.
 */
const suites: readonly Suite[] = [capture, journey, notify, dedupe, route, simulate]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
})

let started = new AsyncDisposableStack()
let stopping: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => stopAndExit('Interrupted; stopping what was started ...', 130))
}
process.on('uncaughtException', (error) => stopAndExit(error, 1))

const unknown = positionals.filter((name) => suites.every((suite) => suite.name !== name))
if (unknown.length > 0) {
  const known = suites.map(({ name }) => name).join(', ')
  console.error(`There is no suite ${unknown.join(', ')}; there are ${known}.`)
  process.exitCode = 1
} else {
  await runSuites(
    suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
  )
}

async function runSuites(chosen: readonly Suite[]): Promise<void> {
  const machine = describeMachine()
  console.log(`${machine}\nNode ${process.version}${values.quick ? ', quick' : ''}`)
  const rows: Row[] = []
  for (const suite of chosen) rows.push(...(await runSuite(suite)))
  console.log(`\n${table(rows)}`)
  if (values.json === undefined) return
  const result = { machine, node: process.version, at: new Date().toISOString(), rows }
  await writeFile(values.json, `${JSON.stringify(result, undefined, 2)}\n`)
}

async function runSuite(suite: Suite): Promise<Row[]> {
  console.log(`\n== ${suite.name}`)
  const tell = (text: string) => console.log(`   ${text}`)
  const began = performance.now()
  try {
    const measured = await suite.run({ quick: values.quick, started, tell })
    return measured.map((measure) => rowOf(suite, measure))
  } finally {
    // An interrupted suite fails when its product goes, and must not end this process before that.
    await stopping
    await started.disposeAsync()
    started = new AsyncDisposableStack()
    tell(`took ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  }
}

function rowOf({ name: suite }: Suite, { name, value, unit, control }: Measure): Row {
  const row = { suite, name: `${suite}.${name}`, value: rounded(value), unit }
  if (control === undefined) return row
  return { ...row, control: rounded(control), ratio: Number((value / control).toFixed(3)) }
}

function rounded(value: number): number {
  return Number(value.toFixed(value < 100 ? 2 : 0))
}

function stopAndExit(why: unknown, code: number): void {
  if (stopping !== undefined) return
  console.error(why)
  stopping = started.disposeAsync().finally(() => process.exit(code))
}
