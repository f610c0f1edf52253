import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { fairnessCheck } from '../domain/fairness-check.ts'
import type { FairnessProof } from '../domain/fairness-proof.ts'
import { entryOf } from '../domain/ledger-line.ts'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import { FairnessAnswer } from './fairness-answers.ts'
import { proofText, standingText } from './fairness-text.ts'
import { linesOf } from './lines-of.ts'

const help = `Usage: ./stl fairness show <pool> [--json]
       ./stl fairness export <pool> > <file>
       ./stl fairness verify <pool> | --file <file> [--json]

show says who is owed what in a pool, and whose turns come next.

export prints its whole ledger: one line for each turn, ids and numbers only.

verify computes every turn and every hash again and tells what each rep was due
and got. With --file it reads an export and needs no product. It exits with 1
when anything is wrong, and names the entry.`

/** Who is owed what in a pool, and the proof of it. */
export const fairness: Command = {
  name: 'fairness',
  summary: 'who is owed what in a pool; export and verify its ledger',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, file: { type: 'string' } },
    })
    const [verb, ...rest] = positionals
    const act = VERBS[verb ?? '']
    if (act === undefined) throw new CommandFailed('Say show, export or verify.', 2)
    return act(rest, values, terminal)
  },
}

type Options = { readonly json?: boolean; readonly file?: string }
type Act = (names: readonly string[], options: Options, terminal: Terminal) => Promise<number>

const VERBS: Readonly<Record<string, Act>> = { show, export: exportLedger, verify }

const poolPath = (pool: string) => `/v1/pools/${encodeURIComponent(pool)}`

function onlyPool([pool, ...more]: readonly string[]): string {
  if (pool === undefined || more.length > 0) throw new CommandFailed('Name one pool.', 2)
  return pool
}

async function show(names: readonly string[], { json }: Options, terminal: Terminal) {
  const path = `${poolPath(onlyPool(names))}/fairness`
  const standing = await (await terminal.product()).get(path, FairnessAnswer)
  terminal.out(json === true ? JSON.stringify(standing, undefined, 2) : standingText(standing))
  return 0
}

async function exportLedger(names: readonly string[], _: Options, terminal: Terminal) {
  const path = `${poolPath(onlyPool(names))}/ledger/export`
  for await (const line of (await terminal.product()).lines(path)) terminal.out(line)
  return 0
}

async function verify(names: readonly string[], { json, file }: Options, terminal: Terminal) {
  if (file !== undefined && names.length > 0) {
    throw new CommandFailed('Name a pool or a file, not both.', 2)
  }
  const lines =
    file === undefined
      ? (await terminal.product()).lines(`${poolPath(onlyPool(names))}/ledger/export`)
      : linesOfFile(file)
  const proof = await proofOf(lines)
  terminal.out(json === true ? JSON.stringify(proof, undefined, 2) : proofText(proof))
  return proof.problems.length === 0 ? 0 : 1
}

/** Computed here, also when the product sent the lines: it need not be believed. */
async function proofOf(lines: AsyncIterable<string>): Promise<FairnessProof> {
  const check = fairnessCheck()
  for await (const line of lines) {
    const entry = entryOf(line)
    if (entry === undefined) check.seeUnreadable()
    else check.see(entry)
  }
  return check.proof()
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file)
  try {
    yield* linesOf(stream)
  } catch {
    throw new CommandFailed(`${file} cannot be read.`)
  }
}
