import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { fairnessCheck } from '../domain/fairness-check.ts'
import type { FairnessProof } from '../domain/fairness-proof.ts'
import { entryOf } from '../domain/ledger-line.ts'
import { type Command, CommandFailed, type Terminal } from './command.ts'
import { EntryAnswer, FairnessAnswer } from './fairness-answers.ts'
import { proofText, standingText } from './fairness-text.ts'
import { linesOf } from './lines-of.ts'

const help = `Usage: ./stl fairness show <pool> [--json]
       ./stl fairness export <pool> > <file>
       ./stl fairness verify <pool> | --file <file> [--json]
       ./stl fairness refund <lead> --reason <reason>
       ./stl fairness adjust <pool> <rep> --credits <n> --reason <reason>

show says who is owed what in a pool, and whose turns come next.

export prints its whole ledger: one line for each turn, ids and numbers only.

verify computes every turn and every hash again and tells what each rep was due
and got. With --file it reads an export and needs no product. It exits with 1
when anything is wrong, and names the entry.

refund undoes the turn that a lead cost its rep, once.
  reasons: spam, wrong-region, duplicate, moved

adjust gives a rep credits that the others of the pool pay, or takes some with
--credits=-1.
  reasons: agreed, correction, absence, training`

/** Who is owed what in a pool, and the proof of it. */
export const fairness: Command = {
  name: 'fairness',
  summary: 'who is owed what in a pool; export and verify its ledger',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        file: { type: 'string' },
        reason: { type: 'string' },
        credits: { type: 'string' },
      },
    })
    const [verb, ...rest] = positionals
    const act = VERBS[verb ?? '']
    if (act === undefined) throw new CommandFailed('Say show, export, verify, refund or adjust.', 2)
    return act(rest, values, terminal)
  },
}

type Options = {
  readonly json?: boolean
  readonly file?: string
  readonly reason?: string
  readonly credits?: string
}
type Act = (names: readonly string[], options: Options, terminal: Terminal) => Promise<number>

const VERBS: Readonly<Record<string, Act>> = { show, export: exportLedger, verify, refund, adjust }

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

async function refund([lead, ...more]: readonly string[], { reason }: Options, terminal: Terminal) {
  if (lead === undefined || more.length > 0 || reason === undefined) {
    throw new CommandFailed('Name one lead, and a --reason.', 2)
  }
  const path = `/v1/leads/${encodeURIComponent(lead)}/refund`
  const entry = await (await terminal.product()).post(path, { reason }, EntryAnswer)
  terminal.out(`Refunded to ${entry.repId}: entry ${entry.sequence} of pool ${entry.poolId}.`)
  return 0
}

async function adjust(names: readonly string[], options: Options, terminal: Terminal) {
  const [pool, repId, ...more] = names
  const { reason, credits } = options
  if (pool === undefined || repId === undefined || more.length > 0) {
    throw new CommandFailed('Name a pool and a rep.', 2)
  }
  if (reason === undefined || !Number.isFinite(Number(credits || 'none'))) {
    throw new CommandFailed('Say --credits, a number, and a --reason.', 2)
  }
  const body = { repId, credits: Number(credits), reason }
  const path = `${poolPath(pool)}/adjustments`
  const entry = await (await terminal.product()).post(path, body, EntryAnswer)
  terminal.out(`Adjusted ${entry.repId}: entry ${entry.sequence} of pool ${entry.poolId}.`)
  return 0
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
